// A button that a person presses by key may go, as Start does: the focus must not go with it, or
// the next Tab begins at the top of the page.

const BUTTONS = ".dm-buttons button";
const PATIENCE = 3000; // a kernel that is busy is not waited for longer

function isShown(element: Element): boolean {
  return element instanceof HTMLElement && element.offsetParent !== null;
}

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

  constructor(private readonly root: Element) {
    root.addEventListener("click", this.follow, true);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.root.removeEventListener("click", this.follow, true);
  }

  private readonly follow = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest(BUTTONS) : null;
    // a pointer's click counts, a key's does not
    if (button === null || !(event instanceof MouseEvent) || event.detail !== 0) {
      return;
    }
    const until = performance.now() + PATIENCE;
    const look = (): void => {
      const next = isShown(button) ? null : successor(this.root, button);
      if (next !== null) {
        this.take(next);
      } else if (performance.now() < until) {
        this.frame = requestAnimationFrame(look);
      }
    };
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(look);
  };

  /** Only if the focus has gone nowhere else meanwhile. */
  private take(next: HTMLElement): void {
    const active = document.activeElement;
    if (active === null || active === document.body || !isShown(active) || !this.root.contains(active)) {
      next.focus();
    }
  }
}
