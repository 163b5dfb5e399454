// A button pressed by key may disappear, as Start does. The focus must then move to another button,
// or the next Tab starts at the top of the page. A button that asked a question gets the focus back.

import { CLOSES, isShown } from "./escape";

const BUTTONS = ":is(.dm-buttons, .dm-sweep-drive, .dm-foot-buttons) button";
const PATIENCE = 3000; // how long a busy kernel is waited for

/** The button to focus after one that disappeared; null if there is none. */
export function successor(root: Element, gone: Element): HTMLElement | null {
  const shown = [...root.querySelectorAll<HTMLElement>(BUTTONS)].filter(
    (button) => button !== gone && isShown(button) && !button.hasAttribute("disabled"),
  );
  return shown[0] ?? null;
}

/** Keeps the focus on a button of the panel. */
export class FocusKeeper {
  private frame = 0;
  private pressed: Element | null = null;

  constructor(private readonly root: Element, signal: AbortSignal) {
    root.addEventListener("click", this.follow, { capture: true, signal });
    signal.addEventListener("abort", () => { cancelAnimationFrame(this.frame); });
  }

  /** The last pressed button, if it disappeared: it may have asked a question. */
  readonly asker = (): Element | null => {
    const { pressed } = this;
    return pressed?.isConnected === true && !isShown(pressed) ? pressed : null;
  };

  private readonly follow = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest(BUTTONS) : null;
    if (button === null || !(event instanceof MouseEvent)) {
      return;
    }
    const asker = button.matches(CLOSES) ? this.asker() : null;
    this.pressed = button;
    // a pointer's click counts, a key's does not
    if (event.detail !== 0) {
      return;
    }
    const until = performance.now() + PATIENCE;
    const check = (): void => {
      const isLate = performance.now() >= until;
      const next = isShown(button) ? null : (this.next(button, asker) ?? (isLate ? this.panel() : null));
      if (next !== null) {
        this.take(next);
      } else if (!isLate) {
        this.frame = requestAnimationFrame(check);
      }
    };
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(check);
  };

  private next(gone: Element, asker: Element | null): HTMLElement | null {
    if (asker instanceof HTMLElement && asker.isConnected) {
      return isShown(asker) ? asker : null; // it reappears a moment later
    }
    return successor(this.root, gone) ?? (gone.matches(CLOSES) ? this.panel() : null);
  }

  /** The panel itself, if it has no button, or none yet. */
  private panel(): HTMLElement | null {
    this.root.setAttribute("tabindex", "-1");
    return this.root instanceof HTMLElement ? this.root : null;
  }

  /** Moves the focus, unless another visible element of the panel has it. */
  private take(next: HTMLElement): void {
    const active = document.activeElement;
    if (active === null || active === document.body || !isShown(active) || !this.root.contains(active)) {
      next.focus({ preventScroll: next === this.root });
    }
  }
}
