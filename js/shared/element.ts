/** Makes elements. User text is inserted as text, never as markup. */

/**
 * @param css Its classes.
 * @param content Its words, or the nodes in it.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  css: string,
  content: string | readonly (Node | string)[] = "",
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = css;
  if (typeof content !== "string") {
    made.append(...content);
  } else if (content) {
    made.textContent = content;
  }
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

export function button(words: string, css: string, act: () => void): HTMLButtonElement {
  const made = element("button", css, words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Writes only what differs, so that an unchanged element costs nothing. */
export function write(target: HTMLElement, words: string, title = ""): void {
  if (target.textContent !== words) {
    target.textContent = words;
  }
  if (target.title !== title) {
    target.title = title;
  }
}

/** Sets or removes an attribute. */
export function setAttribute(target: Element, name: string, value: string | null): void {
  if (value === null) {
    target.removeAttribute(name);
  } else if (target.getAttribute(name) !== value) {
    target.setAttribute(name, value);
  }
}
