/** The heading of the table: the box for all rows, and a button for each column that sorts. */

import { COLUMNS, type Column } from "./columns";
import { button, element, setAttribute, write } from "../../shared/element";
import type { Order, Sortable } from "./sort";

export interface HeaderPorts {
  sort: (column: Sortable) => void;
  tickAll: (isTicked: boolean) => void;
}

export class HeaderRow {
  readonly root = element("div", "dm-models-heading");
  private readonly box = element("input", "dm-tick");
  private readonly headings = new Map<Sortable, HTMLElement>();

  constructor(private readonly ports: HeaderPorts) {
    const row = element("div", "dm-row dm-heading");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", "1");
    row.append(...COLUMNS.map((column) => this.heading(column)));
    this.root.setAttribute("role", "rowgroup");
    this.root.append(row);
    this.box.type = "checkbox";
    this.box.setAttribute("aria-label", "Tick all that are found");
    this.box.addEventListener("change", () => {
      ports.tickAll(this.box.checked);
    });
  }

  /** Shows by what the rows are sorted. */
  drawOrder({ column, isDescending }: Order): void {
    for (const [id, heading] of this.headings) {
      const isThis = id === column;
      setAttribute(heading, "aria-sort", isThis ? (isDescending ? "descending" : "ascending") : null);
      const arrow = heading.querySelector<HTMLElement>(".dm-order");
      if (arrow !== null) {
        write(arrow, isThis ? (isDescending ? " ↓" : " ↑") : "");
      }
    }
  }

  /** Shows how many of the rows that are found are ticked. */
  drawTicks(ticked: number, count: number): void {
    this.box.checked = count > 0 && ticked === count;
    this.box.indeterminate = ticked > 0 && ticked < count;
    this.box.disabled = count === 0;
  }

  private heading({ id, words, isNumber, sorts }: Column): HTMLElement {
    const cell = element("div", `dm-cell dm-${id}${isNumber ? " dm-number" : ""}`);
    cell.setAttribute("role", "columnheader");
    if (id === "box") {
      cell.append(this.box);
    } else if (sorts === null) {
      cell.textContent = words;
    } else {
      const sorter = button(words, "dm-sorter", () => {
        this.ports.sort(sorts);
      });
      const arrow = element("span", "dm-order");
      arrow.setAttribute("aria-hidden", "true"); // aria-sort says it
      sorter.append(arrow);
      cell.append(sorter);
      this.headings.set(sorts, cell);
    }
    return cell;
  }
}
