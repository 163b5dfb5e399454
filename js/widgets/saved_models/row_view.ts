/** The columns, and the elements of one row, reused for another row when theirs is scrolled away. */

import { element, setAttribute, svg, write } from "../../shared/element";
import type { Heading } from "../../table/header_row";
import type { Sortable } from "./listing";
import type { Cell, Row } from "./model";

export interface Column extends Heading<Sortable> {
  id: Sortable | "box" | "loss";
}

/** The columns, from left to right. */
export const COLUMNS: readonly Column[] = [
  columnOf("box", "", null),
  columnOf("name", "Name", "name"),
  columnOf("spec", "Spec", "spec"),
  columnOf("parameters", "Parameters", "parameters", true),
  columnOf("loss", "Loss", null),
  columnOf("validation", "Validation", "validation", true),
  columnOf("test", "Test", "test", true),
  columnOf("saved", "Saved", "saved"),
  columnOf("size", "Size", "size", true),
];

/** The loss as a small line chart. */
export const WIDTH = 64;
export const HEIGHT = 26;
const EDGE = 3;

export class RowView {
  readonly root = element("div", "dm-row", "", { role: "row" });
  readonly box = element("input", "dm-tick");
  row: Row | null = null;
  private readonly cells = new Map<Column["id"], HTMLElement>();
  private readonly name = element("b", "dm-row-name");
  private readonly tags = element("span", "dm-tags");
  private readonly line = svg("path", { class: "dm-sparkline" });
  private readonly damaged = element("div", "dm-cell dm-damaged", "", { role: "gridcell" });

  constructor() {
    for (const { id, css } of COLUMNS) {
      this.cells.set(id, element("div", css, "", { role: "gridcell" }));
    }
    this.box.type = "checkbox";
    this.box.tabIndex = -1; // the table has the focus and handles the keys
    this.cell("box").append(this.box);
    this.cell("name").append(this.name, this.tags);
    const size = { width: WIDTH, height: HEIGHT, "aria-hidden": "true" };
    this.cell("loss").append(svg("svg", size, [this.line]));
  }

  /** Shows a row. */
  fill(row: Row): void {
    this.row = row;
    this.box.setAttribute("aria-label", `Tick ${row.name}`);
    write(this.name, row.name, row.name);
    this.tags.replaceChildren(...row.tags.map(tag));
    this.root.classList.toggle("dm-row-damaged", row.damaged !== null);
    if (row.damaged === null) {
      this.fillFacts(row);
      this.root.replaceChildren(...this.cells.values());
    } else {
      write(this.damaged, `damaged: ${row.damaged}`, row.damaged);
      this.root.replaceChildren(this.cell("box"), this.cell("name"), this.damaged);
    }
  }

  mark(isTicked: boolean, isOpened: boolean): void {
    setAttribute(this.root, "aria-selected", String(isTicked));
    setAttribute(this.root, "aria-current", isOpened ? "true" : null);
    this.root.classList.toggle("dm-opened", isOpened);
    this.box.checked = isTicked;
  }

  private fillFacts(row: Row): void {
    write(this.cell("spec"), row.spec, row.spec);
    write(this.cell("parameters"), row.parameters?.toLocaleString("en") ?? "");
    this.line.setAttribute("d", linePath(row.curve));
    for (const id of ["validation", "test", "saved", "size"] as const) {
      const { words, title }: Cell = row[id];
      write(this.cell(id), words, title);
    }
  }

  private cell(id: Column["id"]): HTMLElement {
    const cell = this.cells.get(id);
    if (cell === undefined) {
      throw new Error(`there is no column ${id}`);
    }
    return cell;
  }
}

function columnOf(id: Column["id"], words: string, sorts: Sortable | null, isNumber = false): Column {
  return { id, words, sorts, css: `dm-cell dm-${id}${isNumber ? " dm-number" : ""}` };
}

function tag(words: string): HTMLElement {
  const made = element("button", "dm-tag", words, { type: "button", tabindex: "-1", "data-tag": words });
  made.title = `Find all models tagged ${words}`;
  return made;
}

/** The SVG path through all values, with 0 at the bottom and 1 at the top; one value is a dot. */
export function linePath(values: readonly number[]): string {
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    return `M${EDGE},${y(only)}h0`;
  }
  const step = (WIDTH - 2 * EDGE) / (values.length - 1);
  return values.map((value, at) => `${at ? "L" : "M"}${short(EDGE + at * step)},${y(value)}`).join("");
}

function y(value: number): string {
  return short(HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE));
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
