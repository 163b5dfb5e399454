/** Whether the element is visible. */
export function isShown(element: Element): boolean {
  return element instanceof HTMLElement && element.offsetParent !== null;
}
