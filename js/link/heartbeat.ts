/** Checks whether the kernel answers; only when a person uses a control, never on its own. */

/** A healthy kernel answers within about 60 ms; a person notices a delay after this. */
export const PATIENCE = 3000;
/** A busy page may not have read the waiting answer yet. */
const GRACE = 300;

/** Called with whether the kernel answers, from the first time that it does not. */
type Watcher = (answers: boolean) => void;

export class Heartbeat {
  private readonly asking = new Set<Watcher>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private key = 0;

  constructor(private readonly ping: (key: number) => void, ended: AbortSignal) {
    ended.addEventListener("abort", () => { clearTimeout(this.timer); });
  }

  /** Asks for an answer on behalf of a panel; one question at a time. */
  ask(watcher: Watcher): void {
    this.asking.add(watcher);
    if (this.timer === undefined) {
      this.key += 1;
      this.ping(this.key);
      this.timer = setTimeout(() => { this.timer = setTimeout(() => { this.emit(false); }, GRACE); }, PATIENCE);
    }
  }

  /** A message came from the kernel: the answer, or any other. */
  answered(): void {
    clearTimeout(this.timer);
    this.emit(true);
    this.asking.clear();
  }

  /** The panels that asked stay listed without an answer: they are told once a message comes. */
  private emit(answers: boolean): void {
    this.timer = undefined;
    this.asking.forEach((watcher) => { watcher(answers); });
  }
}
