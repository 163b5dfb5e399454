import { expect, test } from "vitest";

import { cornerOf, tilesOf } from "./tiles";

test("digits stand in rows that fit, each twice as large", () => {
  const tiles = tilesOf(50, 28, 28, 600);
  expect(tiles).toEqual({ columns: 10, rows: 5, zoom: 2, width: 596, height: 296 });
  expect(cornerOf(tiles, 13, 28, 28)).toEqual([180, 60]);
});

test("small filters are enlarged more, and large images not at all", () => {
  expect(tilesOf(6, 5, 5, 600).zoom).toBe(12);
  expect(tilesOf(6, 96, 96, 600).zoom).toBe(1);
});

test("a narrow page has one column", () => {
  expect(tilesOf(3, 28, 28, 20).columns).toBe(1);
});
