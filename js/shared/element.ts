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

/** An SVG element. Its text is set only by `textContent`, so that no name can be markup. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Node[] = [],
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, String(value));
  }
  made.append(...children);
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

/** A table of texts, each isolated from the others' direction of writing. */
export function textTable(columns: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  const isolated = (words: string): HTMLElement[] => [element("bdi", "", words)];
  const names = columns.map((name) => element("th", "", isolated(name), { scope: "col" }));
  const lines = rows.map((cells) => element("tr", "", cells.map((words) => element("td", "", isolated(words)))));
  return element("table", "", [element("thead", "", [element("tr", "", names)]), element("tbody", "", lines)]);
}
