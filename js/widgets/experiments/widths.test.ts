import { expect, it } from "vitest";

import { COLUMNS, row } from "./example";
import { layoutOf } from "./widths";

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
