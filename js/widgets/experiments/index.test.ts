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

it("the best stands below what trains, with its star and rank; what has changed moves to its place", async () => {
  expect(shown()).toEqual(["3", "2", "1"]);
  expect(el.querySelector(".dm-trials-rows .dm-best")?.textContent).toContain("★ 1");
  model.set("changed", [row(3, { score: 2 })]);
  await new Promise(requestAnimationFrame);
  expect(shown()).toEqual(["2", "3", "1"]);
});

it("the state stands before what only tells trials apart, and names are text, whatever they hold", async () => {
  model.set("columns", [...COLUMNS.slice(0, 2), { words: "<b>loss</b>", is_number: true, is_aside: true }]);
  model.set("changed", [row(2, { score: 1, state: "stopped", words: "<img src=x>" })]);
  await new Promise(requestAnimationFrame);
  const words = (selector: string): string[] => [...el.querySelectorAll(selector)].map((cell) => cell.textContent);
  expect(words("[role=columnheader]").slice(2, 5)).toEqual(["activation", "State", "<b>loss</b>"]);
  expect(words(".dm-best > *").slice(2, 5)).toEqual(["relu", "<img src=x>", "1"]);
});

it("a click on a row's button asks for what it says", () => {
  const buttons = [...el.querySelectorAll<HTMLButtonElement>(".dm-trial-act")];
  buttons[1]?.click();
  buttons[0]?.click();
  expect(model.sent).toEqual([{ type: "open", number: 2 }, { type: "stop", number: 3 }]);
});

it("keys choose a row and do what it offers; a kernel that has ended is told of", () => {
  press(grid(), "Home");
  press(grid(), "Enter");
  press(grid(), "ArrowDown");
  press(grid(), " ");
  expect(model.sent).toEqual([{ type: "stop", number: 3 }, { type: "open", number: 2 }]);
  model.hasEnded = true;
  press(grid(), "Enter");
  expect(el.querySelector("[role=status]")?.textContent).toContain("has ended");
});

it("what shows the focus lies over the table, not in it", () => {
  expect(grid().nextElementSibling?.className).toBe("dm-trials-ring");
});

it("a heading sorts, and says so", () => {
  el.querySelectorAll<HTMLButtonElement>(".dm-trial-sorter")[1]?.click();
  expect(shown()).toEqual(["1", "2", "3"]);
  expect(el.querySelectorAll("[role=columnheader]")[1]?.getAttribute("aria-sort")).toBe("ascending");
});

it("a view that is closed no longer listens", () => {
  end();
  expect(model.listening).toBe(0);
});
