/** The elements of one row, reused for another trial when theirs is scrolled away. */

import { button, element, setAttribute, write } from "../../shared/element";
import { actOf, asideFrom } from "./listing";
import type { Column, Row } from "./model";

export interface RowState {
  rank: number | undefined;
  isBest: boolean;
  isActive: boolean;
}

const ACTS = { stop: "Stop", open: "Open" };

export class RowView {
  readonly root = element("div", "dm-trial", "", { role: "row" });
  // the table has the focus and handles the keys and clicks
  readonly act = button("", "dm-trial-act", () => undefined);
  private readonly rank = cell("dm-number");
  private readonly state = cell("dm-trial-state");
  private readonly last = cell("dm-trial-last");
  private cells: HTMLElement[] = [];

  constructor() {
    this.act.tabIndex = -1;
    this.last.append(this.act);
  }

  fill(row: Row, columns: readonly Column[], { rank, isBest, isActive }: RowState): void {
    this.root.dataset.number = String(row.number);
    setAttribute(this.root, "aria-selected", String(isActive));
    this.root.classList.toggle("dm-best", isBest);
    this.fitCells(columns);
    write(this.rank, `${isBest ? "★ " : ""}${rank ?? ""}`, isBest ? "the best so far" : "");
    row.cells.forEach((words, place) => {
      const target = this.cells[place];
      if (target !== undefined) {
        write(target, words, words.length > 12 ? words : "");
      }
    });
    this.state.dataset.state = row.state;
    write(this.state, row.words, row.note);
    const act = actOf(row);
    this.act.hidden = act === null;
    if (act !== null) {
      write(this.act, ACTS[act]);
      this.act.setAttribute("aria-label", `${ACTS[act]} trial ${row.number}`);
    }
  }

  private fitCells(columns: readonly Column[]): void {
    if (this.cells.length !== columns.length || this.root.childElementCount === 0) {
      this.cells = columns.map(() => cell(""));
    }
    const from = asideFrom(columns);
    if (this.cells[from - 1]?.nextElementSibling !== this.state) {
      const [named, aside] = [this.cells.slice(0, from), this.cells.slice(from)];
      this.root.replaceChildren(this.rank, ...named, this.state, ...aside, this.last);
    }
    columns.forEach((column, place) => {
      this.cells[place]?.classList.toggle("dm-number", column.is_number);
    });
  }
}

function cell(css: string): HTMLElement {
  return element("div", `dm-trial-cell ${css}`, "", { role: "gridcell" });
}
