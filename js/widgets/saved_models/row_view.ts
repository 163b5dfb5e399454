/** The elements of one row, reused for another row when theirs is scrolled away. */

import { COLUMNS } from "./columns";
import { element, setAttribute, write } from "../../shared/element";
import type { Cell, Row } from "./model";
import { HEIGHT, linePath, WIDTH } from "./sparkline";

const SVG = "http://www.w3.org/2000/svg";

export class RowView {
  readonly root = element("div", "dm-row");
  readonly box = element("input", "dm-tick");
  row: Row | null = null;
  private readonly cells = new Map<string, HTMLElement>();
  private readonly name = element("b", "dm-row-name");
  private readonly tags = element("span", "dm-tags");
  private readonly line = document.createElementNS(SVG, "path");
  private readonly damaged = element("div", "dm-cell dm-damaged");

  constructor() {
    this.root.setAttribute("role", "row");
    for (const { id, isNumber } of COLUMNS) {
      const cell = element("div", `dm-cell dm-${id}${isNumber ? " dm-number" : ""}`);
      cell.setAttribute("role", "gridcell");
      this.cells.set(id, cell);
    }
    this.damaged.setAttribute("role", "gridcell");
    this.box.type = "checkbox";
    this.box.tabIndex = -1; // the table has the focus and handles the keys
    this.cell("box").append(this.box);
    this.cell("name").append(this.name, this.tags);
    this.cell("loss").append(this.drawing());
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

  private drawing(): SVGElement {
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("width", String(WIDTH));
    drawing.setAttribute("height", String(HEIGHT));
    drawing.setAttribute("aria-hidden", "true");
    this.line.setAttribute("class", "dm-sparkline");
    drawing.append(this.line);
    return drawing;
  }

  private cell(id: string): HTMLElement {
    const cell = this.cells.get(id);
    if (cell === undefined) {
      throw new Error(`there is no column ${id}`);
    }
    return cell;
  }
}

function tag(words: string): HTMLElement {
  const made = element("button", "dm-tag", words);
  made.type = "button";
  made.tabIndex = -1;
  made.title = `Find all models tagged ${words}`;
  made.dataset.tag = words;
  return made;
}
