/** Whether the kernel answers: asked only when a person wants something of it, never by itself. */

/** A kernel that is well answers within some 60 ms; a person begins to wonder after this. */
export const PATIENCE = 3000;
/** A page that was busy itself may not have come to read the answer that waits for it. */
const GRACE = 300;

/** Is told whether the kernel answers, once it is known that it does not. */
export type Watcher = (answers: boolean) => void;

export class Heartbeat {
  private readonly asking = new Set<Watcher>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private key = 0;

  constructor(private readonly ping: (key: number) => void) {}

  /** Asks for an answer on behalf of a panel; one question at a time is on its way. */
  ask(watcher: Watcher): void {
    this.asking.add(watcher);
    if (this.timer === undefined) {
      this.key += 1;
      this.ping(this.key);
      this.timer = setTimeout(() => {
        this.timer = setTimeout(this.giveUp, GRACE);
      }, PATIENCE);
    }
  }

  /** Something came from the kernel: an answer to the question, or anything else. */
  answered(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const watcher of this.asking) {
      watcher(true);
    }
    this.asking.clear();
  }

  /** A panel that is gone need not be told. */
  forget(watcher: Watcher): void {
    this.asking.delete(watcher);
  }

  /** Those that asked stay: they are told as soon as something comes. */
  private readonly giveUp = (): void => {
    this.timer = undefined;
    for (const watcher of this.asking) {
      watcher(false);
    }
  };

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.asking.clear();
  }
}
