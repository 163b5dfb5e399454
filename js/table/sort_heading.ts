/** The heading of a column: a button that sorts by it, with an arrow for the direction. */

import { button, element, setAttribute, write } from "../shared/element";

export class SortHeading {
  readonly root: HTMLElement;
  readonly sorter: HTMLButtonElement;
  private readonly arrow = element("span", "dm-order");

  /**
   * @param css The classes of the cell.
   * @param sorterCss The class of the button in it.
   */
  constructor(css: string, sorterCss: string, words: string, sort: () => void) {
    this.root = element("div", css);
    this.root.setAttribute("role", "columnheader");
    this.arrow.setAttribute("aria-hidden", "true"); // aria-sort says it
    this.sorter = button(words, sorterCss, sort);
    this.sorter.append(this.arrow);
    this.root.append(this.sorter);
  }

  /** Shows the direction; null if another column sorts the rows. */
  draw(direction: "ascending" | "descending" | null): void {
    setAttribute(this.root, "aria-sort", direction);
    write(this.arrow, direction === null ? "" : direction === "descending" ? " ↓" : " ↑");
  }
}
