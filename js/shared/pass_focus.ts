/** Passes the focus from one tab of a panel to another, which may be drawn only later. */

const panelOf = (el: Element): HTMLElement | null => el.closest<HTMLElement>(".dm-panel");

/** Lets the tab of this name have the focus when it is shown. */
export function passFocus(from: Element, to: string): void {
  const panel = panelOf(from);
  if (panel !== null) {
    panel.dataset.focusTo = to;
  }
}

/** Focuses an element of the tab of this name, if the focus was passed to it. */
export function receiveFocus(name: string, target: HTMLElement): void {
  const panel = panelOf(target);
  if (panel?.dataset.focusTo === name && target.checkVisibility()) {
    delete panel.dataset.focusTo;
    target.focus({ preventScroll: true });
  }
}
