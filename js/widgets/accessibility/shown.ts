/** Whether a person sees it. */
export function isShown(element: Element): boolean {
  return element instanceof HTMLElement && element.offsetParent !== null;
}
