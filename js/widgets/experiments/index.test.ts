// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import { COLUMNS, row } from "./example";
import widget from "./index";
import type { Act, Row, SweepModel } from "./model";

const TRAINS: Partial<Row> = { state: "training", words: "training", score: null };

let model: FakeModel<SweepModel, Act>;
let el: HTMLElement;
let end: () => void;

beforeEach(() => {
  const rows = [row(1, { score: 5 }), row(2, { score: 1 }), row(3, TRAINS)];
  model = new FakeModel({ columns: COLUMNS, rows, changed: [], best: 2 });
  document.body.replaceChildren();
  ({ el, end } = render(widget, model));
});

const shown = (): string[] =>
  [...el.querySelectorAll<HTMLElement>(".dm-trials-rows .dm-trial")].map(({ dataset }) => dataset.number ?? "");
const grid = (): HTMLElement => find(el, "[role=grid]");

it("the best stands below what trains, with its star and rank", () => {
  expect(shown()).toEqual(["3", "2", "1"]);
  expect(el.querySelector(".dm-trials-rows .dm-best")?.textContent).toContain("★ 1");
});

it("what has changed moves to its place", async () => {
  model.set("changed", [row(3, { score: 2 })]);
  await new Promise(requestAnimationFrame);
  expect(shown()).toEqual(["2", "3", "1"]);
});

it("names are text, whatever they hold", async () => {
  model.set("columns", [...COLUMNS.slice(0, 2), { words: "<b>loss</b>", is_number: true, is_aside: false }]);
  model.set("changed", [row(1, { state: "failed", words: "failed: <img src=x>", score: null })]);
  await new Promise(requestAnimationFrame);
  expect(el.querySelector("b, img")).toBeNull();
  expect(el.textContent).toContain("failed: <img src=x>");
});

it("the state stands before what only tells trials apart", async () => {
  model.set("columns", COLUMNS.map((column, place) => ({ ...column, is_aside: place === 2 })));
  await new Promise(requestAnimationFrame);
  const headings = [...el.querySelectorAll("[role=columnheader]")].map(({ textContent }) => textContent);
  expect(headings.slice(2, 5)).toEqual(["activation", "State", "Validation loss"]);
  const cells = [...(el.querySelector(".dm-best")?.children ?? [])].map(({ textContent }) => textContent);
  expect(cells.slice(2, 5)).toEqual(["relu", "done", "1"]);
});

it("a click on a row's button asks for what it says", () => {
  const buttons = [...el.querySelectorAll<HTMLButtonElement>(".dm-trial-act")];
  buttons[1]?.click();
  buttons[0]?.click();
  expect(model.sent).toEqual([{ act: "open", number: 2 }, { act: "stop", number: 3 }]);
});

it("keys choose a row and do what it offers", () => {
  press(grid(), "Home");
  press(grid(), "Enter");
  press(grid(), "ArrowDown");
  press(grid(), " ");
  expect(model.sent).toEqual([{ act: "stop", number: 3 }, { act: "open", number: 2 }]);
  expect(grid().getAttribute("aria-activedescendant")).toBe(el.querySelector(".dm-active")?.id);
});

it("what shows the focus lies over the table, not in it", () => {
  expect(grid().nextElementSibling?.className).toBe("dm-trials-ring");
});

it("a heading sorts, and says so", () => {
  el.querySelectorAll<HTMLButtonElement>(".dm-trial-sorter")[1]?.click();
  expect(shown()).toEqual(["1", "2", "3"]);
  expect(el.querySelectorAll("[role=columnheader]")[1]?.getAttribute("aria-sort")).toBe("ascending");
});

it("a kernel that has ended is told of", () => {
  model.hasEnded = true;
  press(grid(), "Home");
  press(grid(), "Enter");
  expect(el.querySelector("[role=status]")?.textContent).toContain("has ended");
});

it("a view that is closed no longer listens", () => {
  end();
  expect(model.listening).toBe(0);
});
