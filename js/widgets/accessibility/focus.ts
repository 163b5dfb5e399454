// A button that a person presses by key may go, as Start does: the focus must not go with it, or
// the next Tab begins at the top of the page. Where it asked something, it gets the focus back.

import { CLOSES } from "./escape";
import { isShown } from "./shown";

const BUTTONS = ":is(.dm-buttons, .dm-sweep-drive, .dm-foot-buttons) button";
const PATIENCE = 3000; // a kernel that is busy is not waited for longer

/** The button to go to from one that has gone; null while there is none. */
export function successor(root: Element, gone: Element): HTMLElement | null {
  const shown = [...root.querySelectorAll<HTMLElement>(BUTTONS)].filter(
    (button) => button !== gone && isShown(button) && !button.hasAttribute("disabled"),
  );
  return shown[0] ?? null;
}

/** Follow the buttons of a panel with the focus. */
export class FocusKeeper {
  private frame = 0;
  private pressed: Element | null = null;

  constructor(private readonly root: Element) {
    root.addEventListener("click", this.follow, true);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.root.removeEventListener("click", this.follow, true);
  }

  /** The button that was pressed last, if it has gone: it may have asked a question. */
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
      return isShown(asker) ? asker : null; // it comes back a moment later
    }
    return successor(this.root, gone) ?? (gone.matches(CLOSES) ? this.panel() : null);
  }

  /** The panel itself, where no button is left in it, or none has come yet. */
  private panel(): HTMLElement | null {
    this.root.setAttribute("tabindex", "-1");
    return this.root instanceof HTMLElement ? this.root : null;
  }

  /** Only if the focus has gone nowhere else meanwhile. */
  private take(next: HTMLElement): void {
    const active = document.activeElement;
    if (active === null || active === document.body || !isShown(active) || !this.root.contains(active)) {
      next.focus({ preventScroll: next === this.root });
    }
  }
}
