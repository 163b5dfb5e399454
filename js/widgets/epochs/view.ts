/** The table. An existing row stays the same element and keeps its selection. */

import type { Row, Table } from "./model";
import { placeOf, scrollFor, type Placed } from "./place";

export class EpochsView {
  private readonly scroller = document.createElement("div");
  private readonly head = document.createElement("thead");
  private readonly body = document.createElement("tbody");
  private readonly table = document.createElement("table");
  private readonly note = document.createElement("p");
  private rows: HTMLElement[] = [];

  constructor(root: HTMLElement) {
    this.scroller.className = "dm-epochs-scroll";
    this.scroller.tabIndex = 0; // the arrow keys scroll it
    this.scroller.setAttribute("role", "region");
    this.scroller.setAttribute("aria-label", "Table of epochs");
    this.scroller.dataset.lmSuppressShortcuts = "true";
    this.note.className = "dm-note";
    this.table.append(this.head, this.body);
    this.scroller.append(this.table);
    root.replaceChildren(this.scroller, this.note);
  }

  draw({ head, rows, note }: Table): void {
    const place = placeOf(this.placed(), this.scroller.scrollTop, this.head.offsetHeight);
    this.scroller.hidden = rows.length === 0;
    this.drawHead(head);
    this.drawRows(rows);
    this.note.textContent = note;
    const scrolled = scrollFor(place, this.placed(), this.scroller.scrollTop);
    if (scrolled !== this.scroller.scrollTop) {
      this.scroller.scrollTop = scrolled;
    }
  }

  private drawHead(names: readonly string[]): void {
    const old = [...this.head.querySelectorAll("th")].map((cell) => cell.textContent);
    if (old.join("\n") === names.join("\n")) {
      return;
    }
    const row = document.createElement("tr");
    for (const name of names) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      row.append(cell);
    }
    this.head.replaceChildren(row);
  }

  private drawRows(rows: readonly Row[]): void {
    const old = new Map(this.rows.map((row) => [row.dataset.key, row]));
    const shown = rows.map((row) => {
      const element = old.get(String(row.key)) ?? document.createElement("tr");
      fill(element, row);
      return element;
    });
    const kept = new Set(shown);
    for (const row of this.rows.filter((each) => !kept.has(each))) {
      row.remove();
    }
    shown.forEach((row, index) => {
      const there = this.body.children[index];
      if (there !== row) {
        this.body.insertBefore(row, there ?? null);
      }
    });
    this.rows = shown;
  }

  private placed(): Placed[] {
    const top = this.table.getBoundingClientRect().top;
    return this.rows.map((row) => {
      const rect = row.getBoundingClientRect(); // offsetTop is a whole number, and rows are not
      return { key: row.dataset.key ?? "", top: rect.top - top, height: rect.height };
    });
  }
}

function fill(row: HTMLElement, { key, cells, is_best: isBest }: Row): void {
  row.dataset.key = String(key);
  row.classList.toggle("dm-best", isBest);
  if (row.children.length !== cells.length) {
    row.replaceChildren(...cells.map(() => document.createElement("td")));
  }
  cells.forEach((text, index) => {
    const cell = row.children[index];
    if (cell !== undefined && cell.textContent !== text) {
      cell.textContent = text;
    }
  });
}
