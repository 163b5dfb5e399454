/**
 * Asks the kernel: after a person uses a control, whether it is there; and for its changes, where
 * they do not come unasked.
 *
 * Some front ends deliver only what answers one of their own messages. A page finds that out by
 * asking: the answer says which update was sent unasked last, and the page has it or not. If not, it
 * pulls from then on: it asks again and again, and gets what changed since the update that it has.
 */

/** Milliseconds. A healthy kernel answers within about 60; a person notices a delay after this. */
export const PATIENCE = 3000;
/** A busy page may not have read the waiting answer yet. */
const GRACE = 300;
/** From an answer to the next question of a page that pulls, while something runs. */
export const OFTEN = 220;
/** Up to so much longer, so that several pages rarely ask at once: an answer serves all of them. */
const SPREAD = 50;
/** The same after a person used a control, for so many questions: what it does takes a moment. */
export const SOON = 50;
const EAGER = 4;
/** The longest pause of a page that pulls, while nothing runs. */
export const RARELY = 10_000;
/** Other pages ask if nothing comes for so long although something runs; after each answer, twice as long. */
export const QUIET = 1000;
const VERY_QUIET = 32_000;
/** After its welcome a page asks if what the kernel then sends unasked has not come for so long. */
export const PROBED = 300;
/** After so long a question counts as lost, and a page that pulls asks again: or a cell runs that it waits for. */
const LOST = 20_000;
/** A page that is scrolled away or hidden draws nothing. */
const LONGEST_DRAWING = 1000;

/** "pull" asks for the changes, too. */
export interface Question {
  type: "ask" | "pull";
  /** The number of the last update that the page has. */
  count: number;
}

export interface Answer {
  type: "answer";
  /** The count of the question. */
  since: number;
  /** The number of the last update that was sent unasked. */
  pushed: number;
  /** The number of the newest update: a page that pulls has it with this answer. */
  count: number;
  /** Whether something runs. */
  busy: boolean;
}

/** Called with whether the kernel answers, from the first time that it does not. */
type Watcher = (answers: boolean) => void;

export class Questions {
  private readonly watchers = new Set<Watcher>();
  private pulls = false;
  private count = 0;
  private pause = QUIET;
  private eager = 0;
  /** What this page seems to lack. It may be on its way: only what a second answer finds missing is. */
  private missing: number | undefined;
  private next: ReturnType<typeof setTimeout> | undefined;
  /** When the person hears that there was no answer. */
  private late: ReturnType<typeof setTimeout> | undefined;
  /** When the open question is asked again. */
  private lost: ReturnType<typeof setTimeout> | undefined;

  /** @param received The number of the last update that came unasked. */
  constructor(
    private readonly send: (question: Question) => void,
    private readonly received: () => number,
    private readonly ended: AbortSignal,
  ) {
    ended.addEventListener("abort", () => { [this.next, this.late, this.lost].forEach(clearTimeout); });
  }

  /** A person uses a control of a panel. */
  used(watcher: Watcher): void {
    this.watchers.add(watcher);
    this.eager = EAGER;
    this.pause = OFTEN;
    if (this.late === undefined) {
      clearTimeout(this.lost); // an earlier question may be lost
      this.lost = undefined;
      this.schedule(0); // after the message of the control itself
    }
  }

  /**
   * The kernel knows this page, and sends an update unasked.
   *
   * @param pulls Whether other pages of it pull: in Google Colab each cell is a page.
   */
  welcomed(pulls: boolean): void {
    this.messageCame();
    if (pulls && !this.pulls) {
      [this.pulls, this.count] = [true, this.received()];
    }
    this.schedule(this.pulls ? 0 : PROBED);
  }

  /** Any message came. */
  messageCame(): void {
    clearTimeout(this.late);
    this.emit(true);
    this.watchers.clear();
  }

  /** An update came unasked, or while a question was open. */
  updated(): void {
    this.messageCame();
    if (!this.pulls) {
      this.pause = QUIET;
      this.schedule(QUIET); // it may have come because a cell ran, and the next ones may not
    }
  }

  /** The answer to a question, which another page may have asked. */
  answered({ since, pushed, count, busy }: Answer): void {
    clearTimeout(this.lost);
    this.lost = undefined;
    this.messageCame();
    if (this.pulls) {
      this.count = since <= this.count ? Math.max(this.count, count) : this.count;
      this.eager -= 1;
      this.pause = this.eager > 0 ? SOON : busy ? OFTEN : Math.min(Math.max(OFTEN, 2 * this.pause), RARELY);
    } else if (this.received() < (this.missing ?? 0)) {
      [this.pulls, this.count, this.pause] = [true, this.received(), 0];
    } else if (this.received() < pushed) {
      [this.missing, this.pause] = [pushed, SOON];
    } else {
      // what it lacked may have come because the question was open
      this.pause = busy ? Math.min(this.missing === undefined ? 2 * this.pause : OFTEN, VERY_QUIET) : QUIET;
      this.missing = undefined;
    }
    if (this.pulls || this.missing !== undefined || busy) {
      this.afterDrawing(() => { this.schedule(this.pause); });
    }
  }

  private schedule(wait: number): void {
    if (!this.ended.aborted) {
      clearTimeout(this.next);
      this.next = setTimeout(() => { this.ask(); }, wait < OFTEN ? wait : wait + SPREAD * Math.random());
    }
  }

  /** Asks, one question at a time. */
  private ask(): void {
    if (this.lost === undefined) {
      this.send(this.pulls ? { type: "pull", count: this.count } : { type: "ask", count: this.received() });
      this.lost = setTimeout(() => {
        this.lost = undefined;
        if (this.pulls) {
          this.ask(); // others are told the next update anyway, if there is still a kernel
        }
      }, LOST);
    }
    this.late ??= setTimeout(() => { this.late = setTimeout(() => { this.emit(false); }, GRACE); }, PATIENCE);
  }

  private afterDrawing(act: () => void): void {
    let isDone = false;
    const once = (): void => {
      if (!isDone) {
        isDone = true;
        act();
      }
    };
    requestAnimationFrame(once);
    setTimeout(once, LONGEST_DRAWING);
  }

  /** The panels that asked stay listed without an answer: they are told once a message comes. */
  private emit(answers: boolean): void {
    this.late = undefined;
    this.watchers.forEach((watcher) => { watcher(answers); });
  }
}
