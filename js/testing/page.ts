/** What a person does with a page, and what a test looks for in it. */

/** The first element that a selector matches, of a kind if one is named. */
export function find(root: ParentNode, selector: string): HTMLElement;
export function find<Found extends Element>(root: ParentNode, selector: string, kind: new () => Found): Found;
export function find(root: ParentNode, selector: string, kind: new () => Element = Element): Element {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) {
    throw new Error(`nothing matches ${selector}`);
  }
  return found;
}

/** Presses a key where an element has the focus; gives the event. */
export function press(target: Element, key: string, held: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held });
  target.dispatchEvent(event);
  return event;
}

/** Submits a form, as Enter in one of its fields does. */
export function submit(form: Element): void {
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}
