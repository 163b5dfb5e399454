// @vitest-environment happy-dom
import type { AnyModel } from "@anywidget/types";
import { expect, test } from "vitest";

import widget from "./index";
import type { EpochsModel, Table } from "./model";

type Handler = () => void;

class FakeModel {
  readonly handlers = new Map<string, Set<Handler>>();

  constructor(private table: Table) {}

  get(): Table {
    return this.table;
  }

  on(event: string, handler: Handler): void {
    this.handlers.set(event, (this.handlers.get(event) ?? new Set()).add(handler));
  }

  off(event: string, handler: Handler): void {
    this.handlers.get(event)?.delete(handler);
  }

  change(table: Table): void {
    this.table = table;
    for (const handler of this.handlers.get("change:table") ?? []) {
      handler();
    }
  }
}

const HEAD = ["Epoch", "<b>Loss</b>"];
const row = (key: number, isBest = false) => ({
  key,
  cells: [isBest ? `★ best, ${key.toString()}` : key.toString(), "0.5"],
  is_best: isBest,
});

function shown(table: Table): { el: HTMLElement; model: FakeModel; end: () => void } {
  const el = document.createElement("div");
  const model = new FakeModel(table);
  const end = widget.render({
    model: model as unknown as AnyModel<EpochsModel>,
    el,
  } as unknown as Parameters<typeof widget.render>[0]);
  return { el, model, end };
}

test("names are text, whatever they hold", () => {
  const { el } = shown({ head: HEAD, rows: [row(1)], note: "" });
  expect(el.querySelector("b")).toBeNull();
  expect(el.querySelectorAll("th")[1]?.textContent).toBe("<b>Loss</b>");
});

test("without rows the note stands alone", () => {
  const { el } = shown({ head: [], rows: [], note: "No epoch is done yet." });
  expect(el.querySelector<HTMLElement>(".dm-epochs-scroll")?.hidden).toBe(true);
  expect(el.textContent).toBe("No epoch is done yet.");
});

test("a row that was there stays the same element, and the best mark moves", () => {
  const { el, model } = shown({ head: HEAD, rows: [row(2, true), row(1)], note: "" });
  const [second, first] = el.querySelectorAll("tbody tr");
  model.change({ head: HEAD, rows: [row(3, true), row(2), row(1)], note: "" });
  const rows = [...el.querySelectorAll("tbody tr")];
  expect(rows.slice(1)).toEqual([second, first]);
  expect(rows.map((each) => each.classList.contains("dm-best"))).toEqual([true, false, false]);
  expect(second?.textContent).toBe("20.5");
});

test("rows that are gone leave the table", () => {
  const { el, model } = shown({ head: HEAD, rows: [row(2), row(1)], note: "" });
  model.change({ head: HEAD, rows: [row(1)], note: "" });
  expect(el.querySelectorAll("tbody tr")).toHaveLength(1);
});

test("a view that is closed no longer listens", () => {
  const { model, end } = shown({ head: HEAD, rows: [], note: "" });
  end();
  expect([...model.handlers.values()].every((each) => each.size === 0)).toBe(true);
});
