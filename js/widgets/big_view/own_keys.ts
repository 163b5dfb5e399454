/** Keeps plain keys from the notebook around a panel: there b adds a cell, and Enter edits one. */

/** JupyterLab looks for it from the element with the focus upwards, and takes no key beyond it. */
const SUPPRESS = "data-lm-suppress-shortcuts";

export function keepKeys(panel: HTMLElement, ended: AbortSignal): void {
  panel.setAttribute(SUPPRESS, "true");
  // on the window, since JupyterLab takes a key before an element within the page does
  window.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!(target instanceof Element) || !panel.contains(target)) {
      return;
    }
    const isPlain = isPlainKey(event);
    panel.toggleAttribute(SUPPRESS, isPlain);
    // its commands are for whatever has the focus, which is looked at before the panel
    if (isPlain && !target.hasAttribute(SUPPRESS)) {
      target.setAttribute(SUPPRESS, "true");
      setTimeout(() => { target.removeAttribute(SUPPRESS); });
    }
  }, { capture: true, signal: ended });
  // VS Code and nbclassic take what arrives at the page; Escape closes a question from anywhere
  panel.addEventListener("keydown", (event) => {
    if (isPlainKey(event) && event.key !== "Escape") {
      event.stopPropagation();
    }
  }, { signal: ended });
}

/** Not one that saves the notebook or runs the cell: these stay the notebook's. */
export function isPlainKey({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !(altKey || ctrlKey || metaKey || (shiftKey && key === "Enter"));
}
