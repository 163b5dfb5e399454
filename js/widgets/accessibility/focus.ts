// A button pressed by key may disappear, as Start does. The focus must then move to another button,
// or the next Tab starts at the top of the page. A button that asked a question gets the focus back.
// Escape answers a panel's question with the answer that changes nothing, such as Cancel.

const BUTTONS = ":is(.dm-buttons, .dm-sweep-drive, .dm-foot-buttons) button";
const QUESTION = ".dm-question";
const CLOSES = ".dm-closes";
const PATIENCE = 3000; // how long a busy kernel is waited for

/** Keeps the focus on a button of the panel, and listens for Escape. */
export function keepFocus(panel: HTMLElement, signal: AbortSignal): void {
  let pressed: HTMLElement | null = null;
  let frame = 0;

  /** The last pressed button, if it disappeared: it may have asked a question. */
  const asker = (): HTMLElement | null => (pressed?.isConnected && !isShown(pressed) ? pressed : null);

  const follow = ({ target, detail }: MouseEvent): void => {
    const button = target instanceof Element ? target.closest<HTMLElement>(BUTTONS) : null;
    if (button === null) {
      return;
    }
    const asked = button.matches(CLOSES) ? asker() : null;
    pressed = button;
    // a pointer's click counts, a key's does not
    if (detail !== 0) {
      return;
    }
    const until = performance.now() + PATIENCE;
    const check = (): void => {
      const isLate = performance.now() >= until;
      const next = isShown(button) ? null : (successor(panel, button, asked) ?? (isLate ? panel : null));
      if (next !== null) {
        moveFocus(panel, next);
      } else if (!isLate) {
        frame = requestAnimationFrame(check);
      }
    };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(check);
  };

  const closeQuestion = (event: KeyboardEvent): void => {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented || !(target instanceof Node)) {
      return;
    }
    // a button clicked by a pointer was removed with the focus, which is on the page around it now
    const isHere = panel.contains(target) || (target.contains(panel) && asker() !== null);
    const question = [...panel.querySelectorAll(QUESTION)].find(isShown);
    const button = isHere ? question?.querySelector<HTMLElement>(CLOSES) : null;
    if (button) {
      event.preventDefault();
      button.click();
    }
  };

  panel.addEventListener("click", follow, { capture: true, signal });
  document.addEventListener("keydown", closeQuestion, { signal });
  signal.addEventListener("abort", () => { cancelAnimationFrame(frame); });
}

function isShown(element: Element): boolean {
  return element.checkVisibility();
}

/** What to focus after a button that disappeared; null while it may still appear. */
function successor(panel: HTMLElement, gone: HTMLElement, asker: HTMLElement | null): HTMLElement | null {
  if (asker?.isConnected) {
    return isShown(asker) ? asker : null; // it reappears a moment later
  }
  const shown = [...panel.querySelectorAll<HTMLElement>(`${BUTTONS}:not(:disabled)`)].find(isShown);
  return shown ?? (gone.matches(CLOSES) ? panel : null);
}

/** Moves the focus, unless another visible element of the panel has it. */
function moveFocus(panel: HTMLElement, next: HTMLElement): void {
  const active = document.activeElement;
  if (active === null || !isShown(active) || !panel.contains(active)) {
    if (next === panel) {
      panel.setAttribute("tabindex", "-1"); // else it can't have the focus
    }
    next.focus({ preventScroll: next === panel });
  }
}
