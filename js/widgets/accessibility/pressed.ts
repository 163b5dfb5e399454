// ipywidgets shows a pressed button only by its colour.

/** Sets aria-pressed on the panel's toggle buttons. */
export function fixToggles(root: Element): void {
  for (const button of root.querySelectorAll("button.widget-toggle-button")) {
    const pressed = String(button.classList.contains("mod-active"));
    // set only what differs: the observer that calls this sees each change
    if (button.getAttribute("aria-pressed") !== pressed) {
      button.setAttribute("aria-pressed", pressed);
    }
  }
}
