import { describe, expect, it } from "vitest";

import { COLUMNS, row } from "./example";
import { actOf, BEST_FIRST, columnsOf, layoutOf, merged, ranksOf, sorted, startedOf, type TrialOrder } from "./listing";
import type { Row } from "./model";

const by = (rows: readonly Row[], order: Partial<TrialOrder> = {}, started = startedOf([], rows)): number[] =>
  sorted(rows, COLUMNS, ranksOf(rows), { ...BEST_FIRST, ...order }, started).map(({ number }) => number);

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
    expect(by(rows)).toEqual([3, 5, 4, 2, 1]);
    expect(by(rows, { isDescending: true })).toEqual([3, 4, 5, 2, 1]);
  });

  it("that train stand as they started, however others end", () => {
    const trains = (number: number): Row => row(number, { score: null, state: "training" });
    const first = startedOf([], [row(1), trains(2), trains(7)]);
    expect(first).toEqual([2, 7]);
    const rows = [row(1), row(2), trains(5), trains(7)];
    const started = startedOf(first, rows);
    expect(started).toEqual([7, 5]);
    expect(by(rows, {}, started)).toEqual([7, 5, 1, 2]);
  });

  it("are sorted by a column's numbers or texts, and by what they do", () => {
    const rows = [row(1, { score: null }), row(2), row(3, { cells: ["3", "elu", ""], state: "training" })];
    expect(by(rows, { column: 2, isDescending: true })).toEqual([3, 2, 1]);
    expect(by(rows, { column: 1 })).toEqual([3, 1, 2]);
    expect(by(rows, { column: "state" })).toEqual([3, 1, 2]);
  });
});

it("what trains can be stopped, what has a score opened", () => {
  expect(actOf(row(1, { state: "training", score: null }))).toBe("stop");
  expect(actOf(row(1, { state: "stopped" }))).toBe("open");
  expect(actOf(row(1, { state: "failed" }))).toBeNull();
  expect(actOf(row(1, { state: "waiting", score: null }))).toBeNull();
});

describe("a column", () => {
  const layout = (rows: Row[], columns = COLUMNS): ReturnType<typeof layoutOf> => layoutOf(columnsOf(columns, rows));

  it("is widened by a long heading or number", () => {
    const { template, width } = layout([row(2), row(1, { cells: ["0.0005623", "relu", "1"] })]);
    expect(template).toMatch(/^minmax\(56px, 0fr\) minmax\(81px, 1fr\) .* minmax\(62px, 0fr\)$/u);
    expect(template.split("minmax")).toHaveLength(7);
    expect(width).toBeGreaterThan(layout([]).width);
    expect(layout([], [...COLUMNS, { words: "Epochs", is_number: true, is_aside: true }]).width)
      .toBeGreaterThan(layout([]).width);
  });

  it("of states has room for a reason where a trial failed", () => {
    expect(layout([row(1, { state: "failed", score: null })]).width).toBeGreaterThan(layout([row(1)]).width);
  });
});
