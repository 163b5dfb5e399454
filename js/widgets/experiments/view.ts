/** The table: of all trials only the rows that are near what is seen are in the page. */

import type { AnyModel } from "@anywidget/types";

import { element, setAttribute } from "../../shared/element";
import { HeaderRow } from "./header_row";
import { asksToAct, rowAfter } from "./keys";
import { actOf, BEST_FIRST, merged, orderAfter, ranksOf, sorted, startedOf, type Order } from "./listing";
import type { Act, Row, SweepModel } from "./model";
import { RowView } from "./row_view";
import { heightOf, layoutOf, MOST_SEEN, ROW, scrollToShow, windowOf } from "./window";

const COUNT = { next: 0 };

export class SweepView {
  private readonly root = element("div", "dm-trials");
  private readonly header: HeaderRow;
  private readonly body = element("div", "dm-trials-rows");
  private readonly said = element("p", "dm-trials-said");
  private readonly prefix = `dm-trials-${(COUNT.next += 1)}`;
  private readonly views = new Map<number, RowView>();
  private rows: Row[] = [];
  private ranks: ReadonlyMap<number, number> = new Map();
  private started: number[] = [];
  private order: Order = BEST_FIRST;
  private active = 0;

  constructor(
    el: HTMLElement,
    private readonly model: AnyModel<SweepModel>,
  ) {
    this.header = new HeaderRow((column) => {
      this.order = orderAfter(this.order, column);
      this.root.scrollTop = 0;
      this.draw();
    });
    this.root.setAttribute("role", "grid");
    this.root.setAttribute("aria-label", "Trials of the sweep");
    this.root.tabIndex = 0;
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.style.setProperty("--dm-trial-height", `${ROW}px`);
    this.body.setAttribute("role", "rowgroup");
    this.said.setAttribute("role", "status");
    this.root.append(this.header.root, this.body);
    this.root.addEventListener("scroll", () => {
      this.drawRows();
    });
    this.root.addEventListener("keydown", (event) => {
      this.press(event);
    });
    this.body.addEventListener("click", (event) => {
      this.click(event.target);
    });
    // over the table, whose own outline its heading and its last column would cover
    const frame = element("div", "dm-trials-frame");
    frame.append(this.root, element("div", "dm-trials-ring"));
    el.replaceChildren(frame, this.said);
    this.draw();
  }

  /** Draws all anew: rows, ranks and order. */
  readonly draw = (): void => {
    const columns = this.model.get("columns");
    const rows = merged(this.model.get("rows"), this.model.get("changed"));
    this.ranks = ranksOf(rows);
    this.started = startedOf(this.started, rows);
    this.rows = sorted(rows, columns, this.ranks, this.order, this.started);
    const { template, width } = layoutOf(columns, rows);
    this.root.style.setProperty("--dm-trial-columns", template);
    this.root.style.setProperty("--dm-trials-width", `${width}px`);
    this.root.style.setProperty("--dm-trials-height", `${heightOf(this.rows.length)}px`);
    this.body.style.height = `${this.rows.length * ROW}px`;
    this.root.hidden = this.rows.length === 0;
    setAttribute(this.root, "aria-rowcount", String(this.rows.length + 1));
    this.header.draw(columns, this.order);
    this.drawRows();
  };

  private drawRows(): void {
    const { first, end } = windowOf(this.root.scrollTop, this.rows.length);
    const wanted = this.rows.slice(first, end);
    const numbers = new Set(wanted.map(({ number }) => number));
    const free = [...this.views].filter(([number]) => !numbers.has(number));
    for (const [number] of free) {
      this.views.delete(number);
    }
    let before: Element | null = null;
    wanted.forEach((row, offset) => {
      const view: RowView = this.views.get(row.number) ?? free.pop()?.[1] ?? new RowView(this.prefix);
      this.views.set(row.number, view);
      this.fill(view, row, first + offset);
      const there: Element | null = before === null ? this.body.firstElementChild : before.nextElementSibling;
      if (there !== view.root) {
        this.body.insertBefore(view.root, there);
      }
      before = view.root;
    });
    for (const [, view] of free) {
      view.root.remove();
    }
    setAttribute(this.root, "aria-activedescendant", this.views.get(this.active)?.root.id ?? null);
  }

  private fill(view: RowView, row: Row, index: number): void {
    view.fill(row, this.model.get("columns"), {
      index,
      rank: this.ranks.get(row.number),
      isBest: row.number === this.model.get("best"),
      isActive: row.number === this.active,
    });
  }

  private press(event: KeyboardEvent): void {
    if (event.target !== this.root && !this.body.contains(event.target as Node)) {
      return; // the heading's buttons have keys of their own
    }
    const index = this.rows.findIndex(({ number }) => number === this.active);
    const to = rowAfter(event, index, this.rows.length, MOST_SEEN - 1);
    if (to !== null) {
      event.preventDefault();
      this.activate(to);
    } else if (asksToAct(event)) {
      event.preventDefault();
      this.act(this.rows[index]);
    }
  }

  private activate(index: number): void {
    this.active = this.rows[index]?.number ?? 0;
    this.root.scrollTop = scrollToShow(index, this.root.scrollTop, this.rows.length);
    this.drawRows();
  }

  private click(target: EventTarget | null): void {
    const found = target instanceof Element ? target.closest<HTMLElement>(".dm-trial") : null;
    if (found === null) {
      return;
    }
    this.active = Number(found.dataset.number);
    if (target instanceof Element && target.closest(".dm-trial-act") !== null) {
      this.act(this.rows.find(({ number }) => number === this.active));
    }
    this.drawRows();
  }

  private act(row: Row | undefined): void {
    const act = row === undefined ? null : actOf(row);
    if (row === undefined || act === null) {
      return;
    }
    try {
      this.model.send({ act, number: row.number } satisfies Act);
    } catch {
      this.said.textContent = "The kernel that keeps this table has ended.";
    }
  }
}
