// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { ConfusionModel } from "./model";

function matrixOf(names: string[], counts: number[][]): ConfusionModel["matrix"] {
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  return { classes: names.map((_, index) => index + 3), names, counts, totals, note: "", tip: "" };
}

function shown(matrix = matrixOf(["<b>a</b>", "b"], [[5, 1], [2, 8]])): {
  el: HTMLElement;
  model: FakeModel<ConfusionModel>;
  cell: (row: number, column: number) => HTMLElement;
} {
  document.body.replaceChildren();
  const model = new FakeModel<ConfusionModel>({ matrix, chosen: [], is_shares: false });
  const { el } = render(widget, model);
  const cell = (row: number, column: number): HTMLElement => find(el, `[data-place="${row} ${column}"]`);
  return { el, model, cell };
}

test("arrows move and Enter opens", () => {
  const { el, model, cell } = shown();
  expect(cell(0, 0).tabIndex).toBe(0);
  cell(0, 0).focus();
  press(cell(0, 0), "ArrowDown");
  expect(document.activeElement).toBe(cell(1, 0));
  expect(el.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  expect(find(el, ".dm-confusion-line").textContent).toBe("true b, predicted <b>a</b>: 2 of 10 (20\u00a0%)");
  press(cell(1, 0), "Enter");
  expect(model.sent).toEqual([{ type: "cell", true: 4, predicted: 3 }]);
});

test("shares stand in place of counts", () => {
  const { el, model, cell } = shown();
  const [counts, shares] = el.querySelectorAll<HTMLButtonElement>(".dm-pick");
  expect(cell(1, 0).textContent).toBe("2");
  shares?.click();
  expect(cell(1, 0).textContent).toBe("20");
  expect(shares?.getAttribute("aria-pressed")).toBe("true");
  expect(counts?.getAttribute("aria-pressed")).toBe("false");
  expect([model.get("is_shares"), model.saves]).toEqual([true, 1]);
});

test("new counts leave the cells the same elements", () => {
  const { model, cell } = shown();
  const before = cell(1, 0);
  model.set("matrix", matrixOf(["<b>a</b>", "b"], [[6, 0], [1, 9]]));
  expect(cell(1, 0)).toBe(before);
  expect(before.textContent).toBe("1");
});

test("the focus of a class that is gone goes to the last one", () => {
  const { el, model, cell } = shown();
  cell(1, 1).focus();
  model.set("matrix", matrixOf(["a"], [[6]]));
  expect(document.activeElement).toBe(cell(0, 0));
  model.set("matrix", matrixOf(["a", "b"], [[6, 0], [1, 9]]));
  press(cell(0, 0), "ArrowRight");
  expect([...el.querySelectorAll('[tabindex="0"]')]).toEqual([cell(0, 1)]);
});

test("a click asks for the examples of a cell by the numbers of its classes, and Escape leaves the open one", () => {
  const { model, cell } = shown();
  expect(press(cell(1, 0), "Escape").defaultPrevented).toBe(false);
  cell(1, 0).click();
  expect(model.sent).toEqual([{ type: "cell", true: 4, predicted: 3 }]);
  model.set("chosen", [4, 3]);
  expect([cell(1, 0), cell(0, 0)].map((each) => each.getAttribute("aria-selected"))).toEqual(["true", "false"]);
  expect(press(cell(1, 0), "Escape").defaultPrevented).toBe(true);
  expect(model.sent.slice(1)).toEqual([{ type: "close" }]);
});

test("an edge with more cells behind it is marked", () => {
  const frame = shown().cell(0, 0).closest(".dm-confusion-scroll") ?? document.body;
  const marked = (scrollLeft: number): boolean[] => {
    for (const [name, value] of Object.entries({ scrollLeft, clientWidth: 200, scrollWidth: 300 })) {
      Object.defineProperty(frame, name, { value, configurable: true });
    }
    frame.dispatchEvent(new Event("scroll"));
    return ["dm-more-left", "dm-more-right"].map((name) => frame.classList.contains(name));
  };
  expect(marked(0)).toEqual([false, true]);
  expect(marked(50)).toEqual([true, true]);
  expect(marked(100)).toEqual([true, false]);
});

test("of many classes the cells are small, without numbers", () => {
  const names = Array.from({ length: 21 }, (_, index) => `class ${index}`);
  const { el, cell } = shown(matrixOf(names, names.map((_, row) => names.map((__, column) => Number(row === column)))));
  expect(el.querySelectorAll("[data-place]")).toHaveLength(441);
  expect(find(el, "table").className).toMatch("dm-upright dm-small");
  expect(find(el, ".dm-picks").hidden).toBe(true);
  expect(cell(1, 1).textContent).toBe("");
  expect(cell(1, 1).getAttribute("aria-label")).toContain("1 of 1");
});
