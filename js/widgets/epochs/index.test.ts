// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import widget from "./index";
import type { EpochsModel, Table } from "./model";
import { placeOf, scrollFor, type Placed } from "./view";

const HEAD = ["Epoch", "<b>Loss</b>"];
const row = (key: number, isBest = false) => ({
  key,
  cells: [isBest ? `★ best, ${key.toString()}` : key.toString(), "0.5"],
  is_best: isBest,
});

function shown(table: Table): { el: HTMLElement; model: FakeModel<EpochsModel>; end: () => void } {
  const model = new FakeModel({ table });
  return { model, ...render(widget, model) };
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
  model.set("table", { head: HEAD, rows: [row(3, true), row(2), row(1)], note: "" });
  const rows = [...el.querySelectorAll("tbody tr")];
  expect(rows.slice(1)).toEqual([second, first]);
  expect(rows.map((each) => each.classList.contains("dm-best"))).toEqual([true, false, false]);
  expect(second?.textContent).toBe("20.5");
});

test("the place of a table that did not move is not set, which would end a smooth scroll", () => {
  const { el, model } = shown({ head: HEAD, rows: [row(1)], note: "" });
  const set = vi.fn();
  Object.defineProperty(el.querySelector(".dm-epochs-scroll"), "scrollTop", { get: () => 0, set });
  model.set("table", { head: HEAD, rows: [row(2), row(1)], note: "" });
  expect(set).not.toHaveBeenCalled();
});

test("rows that are gone leave the table", () => {
  const { el, model } = shown({ head: HEAD, rows: [row(2), row(1)], note: "" });
  model.set("table", { head: HEAD, rows: [row(1)], note: "" });
  expect(el.querySelectorAll("tbody tr")).toHaveLength(1);
});

test("a view that is closed no longer listens", () => {
  const { model, end } = shown({ head: HEAD, rows: [], note: "" });
  end();
  expect(model.listening).toBe(0);
});

const placed = (...keys: string[]): Placed[] =>
  keys.map((key, index) => ({ key, top: 20 + 20 * index, height: 20 }));

test("at the very top the newest row stays in sight", () => {
  expect(placeOf(placed("3", "2", "1"), 0, 20)).toBeNull();
  expect(scrollFor(null, placed("4", "3"), 0)).toBe(0);
});

test("the first row that is seen stays where it is when others come above it", () => {
  const place = placeOf(placed("5", "4", "3", "2"), 30, 20);
  expect(place).toEqual({ key: "4", below: 10 });
  expect(scrollFor(place, placed("7", "6", "5", "4", "3", "2"), 30)).toBe(70);
});

test("a row that is gone moves nothing", () => {
  expect(scrollFor({ key: "9", below: 0 }, placed("2", "1"), 30)).toBe(30);
});
