/**
 * Asks the kernel of a notebook about the text of a cell.
 *
 * The kernel has the comm's target once our extension is loaded there. The page can't see that, and an
 * unknown target is an error in the kernel's log: so a comm is opened after a cell that loads the extension or
 * uses it has run, or, on a page that was loaded again, if the kernel still has the comm of an earlier page.
 */

import type { Comm, Kernel } from "@jupyterlab/notebook";

import { takesClicksInCells } from "../link/kernel";
import { isObject, property } from "../link/property";

const TARGET = "densemodel.language";
const GONE: readonly unknown[] = ["restarting", "autorestarting", "terminating", "dead"];

/** As `magics/editor` of the Python package makes them. */
export interface MarkedProblem {
  start: number;
  end: number;
  message: string;
  hint: string;
  replacement: string;
}

export interface NetworkSize {
  line: number;
  text: string;
}

export interface CellAnswer {
  problems: MarkedProblem[];
  sizes: NetworkSize[];
}

export class KernelLanguage {
  readonly #kernel: Kernel;
  #comm: Promise<Comm | null> | null = null;
  /** Whether the kernel was asked for the comms of earlier pages. */
  #isKnown = false;
  #isLoaded = false;
  #count = 0;
  readonly #waiting = new Map<number, (answer: CellAnswer | null) => void>();

  /** @param onFree Called when the kernel has become idle. */
  constructor(kernel: Kernel, onFree: () => void) {
    this.#kernel = kernel;
    const follow = (): void => {
      if (kernel.isDisposed || GONE.includes(kernel.status)) {
        this.#isKnown = true;
        this.#end();
      } else if (kernel.status === "idle") {
        onFree();
      }
    };
    // one that is shut down from elsewhere may be disposed without another status
    kernel.statusChanged.connect(follow);
    kernel.disposed.connect(follow);
  }

  /** A cell has run that loads our extension, or uses it. */
  load(): void {
    this.#isLoaded = true;
  }

  /** Whether a question would be answered at once: not while a cell runs, unless beside it by a kernel that knows us. */
  get isFree(): boolean {
    const { status } = this.#kernel;
    return status === "idle" || (status === "busy" && this.#isLoaded && takesClicksInCells({ kernel: this.#kernel }));
  }

  /** The answer; null where there is none. */
  async ask(text: string): Promise<CellAnswer | null> {
    try {
      const comm = await (this.#comm ??= this.#open());
      if (comm === null || comm.isDisposed) {
        this.#comm = null;
        return null;
      }
      const number = ++this.#count;
      const answer = new Promise<CellAnswer | null>((resolve) => this.#waiting.set(number, resolve));
      comm.send({ number, text });
      return await answer;
    } catch {
      // the kernel has ended meanwhile
      return null;
    }
  }

  async #open(): Promise<Comm | null> {
    const kernel = this.#kernel;
    if (!this.#isLoaded && !this.#isKnown && kernel.status === "idle") {
      this.#isKnown = true;
      const reply = await kernel.requestCommInfo({ target_name: TARGET });
      this.#isLoaded ||= Object.keys(reply.content.comms ?? {}).length > 0;
    }
    if (!this.#isLoaded) {
      return null;
    }
    const comm = kernel.createComm(TARGET);
    if (takesClicksInCells({ kernel })) {
      await comm.subshellStarted;
    }
    comm.onMsg = ({ content: { data } }) => { this.#receive(data); };
    comm.onClose = () => { this.#end(); };
    comm.open();
    return comm;
  }

  #receive(data: unknown): void {
    const number = property(data, "number");
    if (typeof number === "number" && isObject(data)) {
      this.#waiting.get(number)?.(data as unknown as CellAnswer);
      this.#waiting.delete(number);
    }
  }

  #end(): void {
    this.#comm = null;
    this.#isLoaded = false;
    for (const resolve of this.#waiting.values()) {
      resolve(null);
    }
    this.#waiting.clear();
  }
}
