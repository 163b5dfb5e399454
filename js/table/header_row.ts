/** The header row: a button for each column that sorts the rows, with an arrow for the direction. */

import { button, element, setAttribute, write } from "../shared/element";

export interface Heading<Id> {
  /** The classes of its cell. */
  css: string;
  words: string;
  /** What a click sorts by; null if the column sorts nothing. */
  sorts: Id | null;
}

export interface Order<Id> {
  column: Id;
  isDescending: boolean;
}

export class HeaderRow<Id> {
  readonly root: HTMLElement;
  private readonly row: HTMLElement;
  private readonly sorted = new Map<Id, { cell: HTMLElement; arrow: HTMLElement }>();

  /** @param css The classes of the row group, of the row, and of a heading's button. */
  constructor(
    private readonly css: { root: string; row: string; sorter: string },
    private readonly sort: (column: Id) => void,
  ) {
    this.row = element("div", css.row, "", { role: "row", "aria-rowindex": "1" });
    this.root = element("div", css.root, [this.row], { role: "rowgroup" });
  }

  /** Makes the headings, from left to right; returns their cells. */
  make(headings: readonly Heading<Id>[]): HTMLElement[] {
    this.sorted.clear();
    const cells = headings.map((heading) => this.cell(heading));
    this.row.replaceChildren(...cells);
    return cells;
  }

  /** Shows how the rows are sorted. */
  draw({ column, isDescending }: Order<Id>): void {
    for (const [id, { cell, arrow }] of this.sorted) {
      const direction = id !== column ? null : isDescending ? "descending" : "ascending";
      setAttribute(cell, "aria-sort", direction);
      write(arrow, direction === null ? "" : isDescending ? " ↓" : " ↑");
    }
  }

  private cell({ css, words, sorts }: Heading<Id>): HTMLElement {
    if (sorts === null) {
      return element("div", css, words, { role: "columnheader" });
    }
    const sorter = button(words, this.css.sorter, () => { this.sort(sorts); });
    const arrow = element("span", "dm-order", "", { "aria-hidden": "true" }); // aria-sort says it
    sorter.append(arrow);
    const cell = element("div", css, [sorter], { role: "columnheader" });
    this.sorted.set(sorts, { cell, arrow });
    return cell;
  }
}
