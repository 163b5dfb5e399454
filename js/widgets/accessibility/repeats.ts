// Stop takes the place and the focus of Start. A double click on Start, or Enter held a moment too
// long, must not press it.

/** Drops the second click of a double click on another button, and the clicks of a key that is held. */
export function dropRepeats(panel: HTMLElement, signal: AbortSignal): void {
  let last: Element | null = null;

  const drop = (event: MouseEvent): void => {
    const button = buttonOf(event);
    if (event.detail > 1 && button !== null && button !== last) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    last = button;
  };
  const dropKey = (event: KeyboardEvent): void => {
    if (event.repeat && event.key === "Enter" && buttonOf(event) !== null) {
      event.preventDefault();
    }
  };

  panel.addEventListener("click", drop, { capture: true, signal });
  panel.addEventListener("keydown", dropKey, { signal });
}

function buttonOf({ target }: Event): Element | null {
  return target instanceof Element ? target.closest("button") : null;
}
