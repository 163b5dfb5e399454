/** The table of all trials of an experiment, the best first. */

import type { AnyModel } from "@anywidget/types";

import { element } from "../../shared/element";
import { HeaderRow, type Heading } from "../../table/header_row";
import { RowWindow, VirtualTable } from "../../table/virtual_table";
import {
  actOf, asideFrom, BEST_FIRST, layoutOf, merged, orderAfter, RANK, ranksOf, sorted, startedOf, STATE,
} from "./listing";
import type { Act, Column, Row, SweepModel } from "./model";
import { RowView } from "./row_view";

export class SweepView {
  private readonly header: HeaderRow<number>;
  private readonly table: VirtualTable<Row, number, RowView>;
  private readonly said = element("p", "dm-trials-said", "", { role: "status" });
  private headings = "";
  private ranks: ReadonlyMap<number, number> = new Map();
  private started: number[] = [];
  private order = BEST_FIRST;

  constructor(el: HTMLElement, private readonly model: AnyModel<SweepModel>) {
    const classes = { root: "dm-trials-heading", row: "dm-trial dm-trial-head", sorter: "dm-trial-sorter" };
    this.header = new HeaderRow(classes, (column) => {
      this.order = orderAfter(this.order, column);
      this.table.scrollTo(0);
      this.draw();
    });
    const [css, prefix, label] = ["dm-trials", "dm-trials", "Trials of the sweep"];
    this.table = new VirtualTable(
      { css, prefix, label, heading: this.header.root, window: new RowWindow(32, 12) },
      {
        keyOf: ({ number }) => number,
        make: () => new RowView(),
        fill: (view, row, isActive) => { this.fill(view, row, isActive); },
        use: (meant) => {
          if (meant === "in" || meant === "out") {
            return false;
          }
          this.act(this.table.active);
          return true;
        },
        click: (row, view, target) => {
          if (view.act.contains(target)) {
            this.act(row);
          }
        },
      },
    );
    this.table.root.dataset.lmSuppressShortcuts = "true";
    // above the table, whose own outline its header and last column would cover
    const ring = element("div", "dm-trials-ring");
    el.replaceChildren(element("div", "dm-trials-frame", [this.table.root, ring]), this.said);
    this.draw();
  }

  /** Redraws rows, ranks and order. */
  readonly draw = (): void => {
    const columns = this.model.get("columns");
    const rows = merged(this.model.get("rows"), this.model.get("changed"));
    this.ranks = ranksOf(rows);
    this.started = startedOf(this.started, rows);
    const { template, width } = layoutOf(columns, rows);
    const { style } = this.table.root;
    style.setProperty("--dm-trial-columns", template);
    style.setProperty("--dm-trials-width", `${width}px`);
    this.makeHeadings(columns);
    this.header.draw(this.order);
    this.table.draw(sorted(rows, columns, this.ranks, this.order, this.started));
  };

  private makeHeadings(columns: readonly Column[]): void {
    const names = JSON.stringify(columns);
    if (names === this.headings) {
      return;
    }
    this.headings = names;
    const headings = columns.map(({ words, is_number: isNumber }, place) => heading(place, words, isNumber));
    headings.splice(asideFrom(columns), 0, heading(STATE, "State", false));
    const last = { css: "dm-trial-cell dm-trial-last", words: "", sorts: null };
    const cells = this.header.make([heading(RANK, "Rank", true), ...headings, last]);
    cells.at(-1)?.setAttribute("aria-label", "Action");
    for (const sorter of this.header.root.querySelectorAll("button")) {
      sorter.title = sorter.firstChild?.textContent ?? ""; // a narrow column cuts it
    }
  }

  private fill(view: RowView, row: Row, isActive: boolean): void {
    view.fill(row, this.model.get("columns"), {
      rank: this.ranks.get(row.number),
      isBest: row.number === this.model.get("best"),
      isActive,
    });
  }

  private act(row: Row | undefined): void {
    const act = row === undefined ? null : actOf(row);
    if (row === undefined || act === null) {
      return;
    }
    try {
      this.model.send({ act, number: row.number } satisfies Act);
    } catch {
      this.said.textContent = "The kernel has ended, so this table is not updated.";
    }
  }
}

function heading(place: number, words: string, isNumber: boolean): Heading<number> {
  return { css: `dm-trial-cell${isNumber ? " dm-number" : ""}`, words, sorts: place };
}
