/** The header row: the box for all rows, and a sort button for each column. */

import { element } from "../../shared/element";
import { SortHeading } from "../../table/sort_heading";
import { COLUMNS, type Column } from "./columns";
import type { Order, Sortable } from "./sort";

export interface HeaderPorts {
  sort: (column: Sortable) => void;
  tickAll: (isTicked: boolean) => void;
}

export class HeaderRow {
  readonly root = element("div", "dm-models-heading");
  private readonly box = element("input", "dm-tick");
  private readonly headings = new Map<Sortable, SortHeading>();

  constructor(private readonly ports: HeaderPorts) {
    const row = element("div", "dm-row dm-heading");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", "1");
    row.append(...COLUMNS.map((column) => this.heading(column)));
    this.root.setAttribute("role", "rowgroup");
    this.root.append(row);
    this.box.type = "checkbox";
    this.box.setAttribute("aria-label", "Tick all models in the table");
    this.box.addEventListener("change", () => {
      ports.tickAll(this.box.checked);
    });
  }

  /** Shows how the rows are sorted. */
  drawOrder({ column, isDescending }: Order): void {
    for (const [id, heading] of this.headings) {
      heading.draw(id === column ? (isDescending ? "descending" : "ascending") : null);
    }
  }

  /** Shows whether all, some or none of the found rows are ticked. */
  drawTicks(ticked: number, count: number): void {
    this.box.checked = count > 0 && ticked === count;
    this.box.indeterminate = ticked > 0 && ticked < count;
    this.box.disabled = count === 0;
  }

  private heading({ id, words, isNumber, sorts }: Column): HTMLElement {
    const css = `dm-cell dm-${id}${isNumber ? " dm-number" : ""}`;
    if (sorts !== null) {
      const heading = new SortHeading(css, "dm-sorter", words, () => {
        this.ports.sort(sorts);
      });
      this.headings.set(sorts, heading);
      return heading.root;
    }
    const cell = element("div", css, words);
    cell.setAttribute("role", "columnheader");
    if (id === "box") {
      cell.append(this.box);
    }
    return cell;
  }
}
