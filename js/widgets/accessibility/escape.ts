// Escape answers a panel's question with the answer that changes nothing.

import { isShown } from "./shown";

const QUESTION = ".dm-question";
export const CLOSES = ".dm-closes";

/** The button that closes the question that is asked now; null while none is. */
function closer(root: Element): HTMLElement | null {
  const asked = [...root.querySelectorAll(QUESTION)].find(isShown);
  return asked?.querySelector<HTMLElement>(CLOSES) ?? null;
}

/** Listen for Escape in a panel; gives what ends it. */
export function closeByEscape(root: Element, asker: () => Element | null): () => void {
  const listen = (event: KeyboardEvent): void => {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented || !(target instanceof Node)) {
      return;
    }
    // a button that a pointer pressed took the focus with it, and the page around it has it now
    const isAround = target.contains(root) && asker() !== null;
    const button = root.contains(target) || isAround ? closer(root) : null;
    if (button !== null) {
      event.preventDefault();
      button.click();
    }
  };
  document.addEventListener("keydown", listen);
  return () => {
    document.removeEventListener("keydown", listen);
  };
}
