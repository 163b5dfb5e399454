import { describe, expect, it } from "vitest";

import { COLUMNS, row } from "./example";
import {
  actOf, BEST_FIRST, layoutOf, merged, orderAfter, RANK, ranksOf, sorted, startedOf, STATE,
} from "./listing";
import type { Row } from "./model";

const numbers = (rows: readonly Row[]): number[] => rows.map(({ number }) => number);

describe("the rows", () => {
  it("that have changed take the place of the others", () => {
    const rows = merged([row(1), row(2)], [row(2, { words: "stopped" })]);
    expect(rows.map(({ words }) => words)).toEqual(["done", "stopped"]);
  });

  it("are ranked by score, equal ones as they were planned", () => {
    const ranks = ranksOf([row(1, { score: 3 }), row(2, { score: 1 }), row(3, { score: 1 }), row(4, { score: null })]);
    expect([...ranks]).toEqual([
      [2, 1],
      [3, 2],
      [1, 3],
    ]);
  });

  it("stand best first below those that train, then those that wait and failed", () => {
    const rows = [
      row(1, { score: null, state: "failed" }),
      row(2, { score: null, state: "waiting" }),
      row(3, { score: null, state: "training" }),
      row(4, { score: 2 }),
      row(5, { score: 1 }),
    ];
    expect(numbers(sorted(rows, COLUMNS, ranksOf(rows), BEST_FIRST))).toEqual([3, 5, 4, 2, 1]);
    const worstFirst = { column: RANK, isDescending: true };
    expect(numbers(sorted(rows, COLUMNS, ranksOf(rows), worstFirst))).toEqual([3, 4, 5, 2, 1]);
  });

  it("that train stand as they started, however others end", () => {
    const trains = (number: number): Row => row(number, { score: null, state: "training" });
    const first = startedOf([], [row(1), trains(2), trains(7)]);
    expect(first).toEqual([2, 7]);
    const rows = [row(1), row(2), trains(5), trains(7)];
    const started = startedOf(first, rows);
    expect(started).toEqual([7, 5]);
    expect(numbers(sorted(rows, COLUMNS, ranksOf(rows), BEST_FIRST, started))).toEqual([7, 5, 1, 2]);
  });

  it("that lack a number stand last whichever way they are sorted", () => {
    const rows = [row(1, { score: null }), row(2), row(3)];
    const by = (isDescending: boolean): number[] =>
      numbers(sorted(rows, COLUMNS, ranksOf(rows), { column: 2, isDescending }));
    expect(by(false)).toEqual([2, 3, 1]);
    expect(by(true)).toEqual([3, 2, 1]);
  });

  it("are sorted by texts and by what they do", () => {
    const rows = [row(1), row(2, { cells: ["2", "elu", ""], state: "training", score: null })];
    const ranks = ranksOf(rows);
    expect(numbers(sorted(rows, COLUMNS, ranks, { column: 1, isDescending: false }))).toEqual([2, 1]);
    expect(numbers(sorted(rows, COLUMNS, ranks, { column: STATE, isDescending: false }))).toEqual([2, 1]);
  });
});

it("a second click turns the order round", () => {
  const once = orderAfter(BEST_FIRST, 2);
  expect(once).toEqual({ column: 2, isDescending: false });
  expect(orderAfter(once, 2)).toEqual({ column: 2, isDescending: true });
  expect(orderAfter(BEST_FIRST, RANK).isDescending).toBe(true);
});

it("what trains can be stopped, what has a score opened", () => {
  expect(actOf(row(1, { state: "training", score: null }))).toBe("stop");
  expect(actOf(row(1, { state: "stopped" }))).toBe("open");
  expect(actOf(row(1, { state: "failed" }))).toBeNull();
  expect(actOf(row(1, { state: "waiting", score: null }))).toBeNull();
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
