// Escape answers a panel's question with the answer that changes nothing, such as Cancel.

/** Whether the element is visible. */
export function isShown(element: Element): boolean {
  return element instanceof HTMLElement && element.offsetParent !== null;
}

const QUESTION = ".dm-question";
export const CLOSES = ".dm-closes";

/** The button that closes the open question; null if there is none. */
function closer(root: Element): HTMLElement | null {
  const asked = [...root.querySelectorAll(QUESTION)].find(isShown);
  return asked?.querySelector<HTMLElement>(CLOSES) ?? null;
}

/** Listens for Escape in a panel. */
export function closeByEscape(root: Element, asker: () => Element | null, signal: AbortSignal): void {
  const listen = (event: KeyboardEvent): void => {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented || !(target instanceof Node)) {
      return;
    }
    // a button clicked by a pointer was removed with the focus, which is on the page around it now
    const isAround = target.contains(root) && asker() !== null;
    const button = root.contains(target) || isAround ? closer(root) : null;
    if (button !== null) {
      event.preventDefault();
      button.click();
    }
  };
  document.addEventListener("keydown", listen, { signal });
}
