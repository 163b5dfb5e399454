/**
 * The table, which grows at its top. An existing row stays the same element and keeps its selection,
 * and its place on the screen.
 */

import { element } from "../../shared/element";
import type { Row, Table } from "./model";

/** A row's position in the scrolled content, in pixels. */
export interface Placed {
  key: string;
  top: number;
  height: number;
}

/** A row, and its distance below the top of the visible part. */
export interface Place {
  key: string;
  below: number;
}

export class EpochsView {
  private readonly head = document.createElement("thead");
  private readonly body = document.createElement("tbody");
  private readonly table = document.createElement("table");
  private readonly scroller = element("div", "dm-epochs-scroll", [this.table], {
    tabindex: "0", // the arrow keys scroll it
    role: "region",
    "aria-label": "Table of epochs",
    "data-lm-suppress-shortcuts": "true",
  });
  private readonly note = element("p", "dm-note");
  private rows: HTMLElement[] = [];

  constructor(root: HTMLElement) {
    this.table.append(this.head, this.body);
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
    const cells = names.map((name) => element("th", "", name, { scope: "col" }));
    this.head.replaceChildren(element("tr", "", cells));
  }

  private drawRows(rows: readonly Row[]): void {
    const old = new Map(this.rows.map((row) => [row.dataset.key, row]));
    const shown = rows.map((row) => {
      const line = old.get(String(row.key)) ?? document.createElement("tr");
      fill(line, row);
      return line;
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

/**
 * The first visible row; null at the very top, where the newest row should show.
 *
 * @param covered How much of the upper edge the heading covers.
 */
export function placeOf(rows: readonly Placed[], scrolled: number, covered: number): Place | null {
  if (scrolled <= 0) {
    return null;
  }
  const seen = rows.find((row) => row.top + row.height > scrolled + covered);
  return seen === undefined ? null : { key: seen.key, below: seen.top - scrolled };
}

/** The scroll position that puts the row where it was; unchanged if the row was removed. */
export function scrollFor(place: Place | null, rows: readonly Placed[], scrolled: number): number {
  if (place === null) {
    return scrolled;
  }
  const row = rows.find((each) => each.key === place.key);
  return row === undefined ? scrolled : row.top - place.below;
}
