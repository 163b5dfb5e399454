/** The table of all trials of an experiment, the best first. */

import type { AnyModel } from "@anywidget/types";
import type { ComponentChild } from "preact";

import { element } from "../../shared/element";
import { orderAfter } from "../../table/order";
import { VirtualTable, type RowProps } from "../../table/virtual_table";
import {
  actOf, BEST_FIRST, columnsOf, layoutOf, merged, ranksOf, sorted, startedOf, type Ranks, type Sortable,
} from "./listing";
import type { Act, Row, SweepModel } from "./model";

const ACTS = { stop: "Stop", open: "Open" };

export class SweepView {
  private readonly table: VirtualTable<Row, number, Sortable>;
  private readonly status = element("p", "dm-trials-said", "", { role: "status" });
  private columns: ReturnType<typeof columnsOf> = [];
  private ranks: Ranks = new Map();
  private started: number[] = [];
  private order = BEST_FIRST;

  constructor(el: HTMLElement, private readonly model: AnyModel<SweepModel>) {
    this.table = new VirtualTable({
      css: { root: "dm-trials", header: "dm-trial dm-trial-head", sorter: "dm-trial-sorter" },
      prefix: "dm-trials",
      label: "Trials of the sweep",
      window: { row: 32, mostSeen: 12 },
      keyOf: ({ number }) => number,
      Row: this.row,
      sort: (column) => {
        this.order = orderAfter(this.order, column);
        this.table.scrollTo(0);
        this.draw();
      },
      use: (key) => {
        const isUsed = key === " " || key === "Enter";
        if (isUsed && this.table.active) {
          this.act(this.table.active);
        }
        return isUsed;
      },
    });
    this.table.root.dataset.lmSuppressShortcuts = "true";
    // above the table, whose own outline its header and last column would cover
    const ring = element("div", "dm-trials-ring");
    el.replaceChildren(element("div", "dm-trials-frame", [this.table.root, ring]), this.status);
    this.draw();
  }

  /** Redraws rows, ranks and order. */
  readonly draw = (): void => {
    const columns = this.model.get("columns");
    const rows = merged(this.model.get("rows"), this.model.get("changed"));
    this.ranks = ranksOf(rows);
    this.started = startedOf(this.started, rows);
    this.columns = columnsOf(columns, rows);
    const { template, width } = layoutOf(this.columns);
    const { style } = this.table.root;
    style.setProperty("--dm-trial-columns", template);
    style.setProperty("--dm-trials-width", `${width}px`);
    this.table.draw(sorted(rows, columns, this.ranks, this.order, this.started), this.columns, this.order);
  };

  private readonly row = ({ row, isActive, place }: RowProps<Row>): ComponentChild => {
    const isBest = row.number === this.model.get("best");
    const cells = this.columns.map(({ css, sorts }) => {
      if (sorts === "rank") {
        const rank = `${isBest ? "★ " : ""}${this.ranks.get(row.number) ?? ""}`;
        return <div class={css} role="gridcell" title={isBest ? "the best so far" : ""}>{rank}</div>;
      }
      if (sorts === "state") {
        const state = { class: `${css} dm-trial-state`, title: row.note, "data-state": row.state };
        return <div {...state} role="gridcell">{row.words}</div>;
      }
      if (sorts === null) {
        return <div class={css} role="gridcell">{this.button(row)}</div>;
      }
      const words = row.cells[sorts] ?? "";
      return <div class={css} role="gridcell" title={words.length > 12 ? words : ""}>{words}</div>;
    });
    const css = `dm-trial ${isBest ? "dm-best" : ""} ${place.class}`;
    return <div {...place} class={css} data-number={row.number} aria-selected={isActive}>{cells}</div>;
  };

  private button(row: Row): ComponentChild {
    const act = actOf(row);
    return act && (
      // the table has the focus and handles the keys
      <button type="button" class="dm-trial-act" tabIndex={-1}
        aria-label={`${ACTS[act]} trial ${row.number}`} onClick={() => { this.act(row); }}>
        {ACTS[act]}
      </button>
    );
  }

  private act(row: Row): void {
    const act = actOf(row);
    if (act === null) {
      return;
    }
    try {
      this.model.send({ type: act, number: row.number } satisfies Act);
    } catch {
      this.status.textContent = "The kernel has ended, so this table is not updated.";
    }
  }
}
