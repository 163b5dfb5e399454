import { expect, it } from "vitest";

import { COLUMNS, row } from "./example";
import { asksToAct, rowAfter } from "./keys";
import { heightOf, layoutOf, MOST_SEEN, ROW, scrollToShow, windowOf } from "./window";

const key = (name: string, shiftKey = false): Parameters<typeof asksToAct>[0] => ({
  key: name,
  shiftKey,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
});

it("of ten thousand rows few are in the page", () => {
  const { first, end } = windowOf(5000 * ROW, 10_000);
  expect(first).toBeLessThan(5000);
  expect(end).toBeGreaterThan(5000 + MOST_SEEN);
  expect(end - first).toBeLessThan(40);
  expect(windowOf(0, 3)).toEqual({ first: 0, end: 3 });
});

it("a row is scrolled into sight, and no farther", () => {
  expect(scrollToShow(0, 100, 50)).toBe(0);
  expect(scrollToShow(2, 0, 50)).toBe(0);
  expect(scrollToShow(MOST_SEEN, 0, 50)).toBe(ROW);
  expect(heightOf(2)).toBe(2 * ROW);
});

it("a long heading widens its column", () => {
  const { template, width } = layoutOf(COLUMNS, []);
  expect(template.split("minmax")).toHaveLength(5);
  expect(width).toBeLessThan(layoutOf([...COLUMNS, { words: "Epochs", is_number: true, is_aside: true }], []).width);
});

it("a reason has room beside the numbers where a trial failed", () => {
  const failed = row(1, { state: "failed", score: null });
  expect(layoutOf(COLUMNS, [failed]).width).toBeGreaterThan(layoutOf(COLUMNS, [row(1)]).width);
});

it("a column is as wide as its longest number", () => {
  const long = row(1, { cells: ["0.0005623", "relu", "1"] });
  expect(layoutOf(COLUMNS, [row(2), long]).template).toContain("minmax(81px, 1fr)");
});

it("keys lead from row to row and stay within them", () => {
  expect(rowAfter(key("ArrowDown"), -1, 5, 3)).toBe(0);
  expect(rowAfter(key("ArrowUp"), -1, 5, 3)).toBe(4);
  expect(rowAfter(key("PageDown"), 3, 5, 3)).toBe(4);
  expect(rowAfter(key("Home"), 3, 5, 3)).toBe(0);
  expect(rowAfter(key("a"), 3, 5, 3)).toBeNull();
  expect(rowAfter(key("End", true), 3, 5, 3)).toBeNull();
  expect(asksToAct(key("Enter"))).toBe(true);
  expect(asksToAct(key("Enter", true))).toBe(false);
});
