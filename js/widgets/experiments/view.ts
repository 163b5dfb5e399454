/** The table of all trials of an experiment, the best first. */

import type { AnyModel } from "@anywidget/types";

import { element } from "../../shared/element";
import { VirtualTable } from "../../table/virtual_table";
import { RowWindow } from "../../table/window";
import { HeaderRow } from "./header_row";
import { actOf, BEST_FIRST, merged, orderAfter, ranksOf, sorted, startedOf, type Order } from "./listing";
import type { Act, Row, SweepModel } from "./model";
import { RowView } from "./row_view";
import { layoutOf } from "./widths";

export class SweepView {
  private readonly header: HeaderRow;
  private readonly table: VirtualTable<Row, number, RowView>;
  private readonly said = element("p", "dm-trials-said");
  private ranks: ReadonlyMap<number, number> = new Map();
  private started: number[] = [];
  private order: Order = BEST_FIRST;

  constructor(
    el: HTMLElement,
    private readonly model: AnyModel<SweepModel>,
  ) {
    this.header = new HeaderRow((column) => {
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
    const { root } = this.table;
    root.dataset.lmSuppressShortcuts = "true";
    this.said.setAttribute("role", "status");
    // above the table, whose own outline its header and last column would cover
    const frame = element("div", "dm-trials-frame");
    frame.append(root, element("div", "dm-trials-ring"));
    el.replaceChildren(frame, this.said);
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
    this.header.draw(columns, this.order);
    this.table.draw(sorted(rows, columns, this.ranks, this.order, this.started));
  };

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
