import { expect, test } from "vitest";

import { cellText, depths, percent, sentence, wholeSentence } from "./format";
import { placeAfter } from "./grid";
import type { Matrix } from "./model";

const MATRIX: Matrix = {
  classes: [1, 7],
  names: ["1", "7"],
  counts: [[1100, 0], [14, 1014]],
  totals: [1100, 1028],
  note: "",
  tip: "",
};

test("a share has the figures that tell something", () => {
  const shares = [[14, 1028], [0, 10], [1, 3], [1, 1428], [9999, 10_000], [5, 5], [995, 1000], [0, 0]] as const;
  expect(shares.map(([count, total]) => percent(count, total))).toEqual([
    "1.4", "0", "33", "0.07", "99.9", "100", "99.5", "0",
  ]);
});

test("a cell is said in words", () => {
  expect(sentence(MATRIX, { row: 1, column: 0 })).toBe("true 7, predicted 1: 14 of 1,028 (1.4\u00a0%)");
  expect(sentence(MATRIX, { row: 0, column: 0 })).toBe("true 1, predicted 1: 1,100 of 1,100 (100\u00a0%)");
  expect(wholeSentence(MATRIX)).toBe("Most frequent mistake: true 7, predicted 1: 14 of 1,028 (1.4\u00a0%).");
});

test("a class without rows has counts and no shares", () => {
  const none = { ...MATRIX, counts: [[0, 0], [0, 0]], totals: [0, 0] };
  expect(sentence(none, { row: 1, column: 0 })).toBe("true 7, predicted 1: 0 of 0");
  expect(wholeSentence(none)).toBe("No row is predicted as another class.");
});

test("cells hold counts or shares, and nothing where there is nothing", () => {
  expect(cellText(MATRIX, { row: 0, column: 0 }, false)).toBe("1,100");
  expect(cellText(MATRIX, { row: 1, column: 0 }, true)).toBe("1.4");
  expect(cellText(MATRIX, { row: 0, column: 1 }, false)).toBe("");
});

test("the largest mistake is as deep as what is wholly right", () => {
  const deep = depths(MATRIX);
  expect(deep[1]?.[0]).toBeCloseTo(deep[0]?.[0] ?? 0);
  expect(deep[0]?.[1]).toBe(0);
});

test("keys move by one and stay within", () => {
  expect(placeAfter("ArrowRight", { row: 0, column: 0 }, 2)).toEqual({ row: 0, column: 1 });
  expect(placeAfter("ArrowRight", { row: 0, column: 1 }, 2)).toEqual({ row: 0, column: 1 });
  expect(placeAfter("ArrowUp", { row: 1, column: 1 }, 2)).toEqual({ row: 0, column: 1 });
  expect(placeAfter("End", { row: 1, column: 0 }, 2)).toEqual({ row: 1, column: 1 });
  expect(placeAfter("x", { row: 0, column: 0 }, 2)).toBeNull();
});
