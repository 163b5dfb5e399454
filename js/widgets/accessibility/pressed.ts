// What ipywidgets says of a button by its colour alone: that it is pressed.

/** Tell which of the panel's toggle buttons are pressed. */
export function fixToggles(root: Element): void {
  for (const button of root.querySelectorAll("button.widget-toggle-button")) {
    const pressed = String(button.classList.contains("mod-active"));
    // set only what differs: each change is seen by the observer that calls this
    if (button.getAttribute("aria-pressed") !== pressed) {
      button.setAttribute("aria-pressed", pressed);
    }
  }
}
