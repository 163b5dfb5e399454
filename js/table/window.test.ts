import { describe, expect, test } from "vitest";

import { RowWindow } from "./window";

const MANY = 10_000;

describe.each([
  [43, 10],
  [32, 12],
])("a table with rows of %d pixels, of which %d are seen", (ROW, MOST_SEEN) => {
  const rows = new RowWindow(ROW, MOST_SEEN);

  test("few rows are all there, and the table is no taller than they are", () => {
    expect(rows.spanAt(0, 3)).toEqual({ first: 0, end: 3 });
    expect(rows.heightOf(3)).toBe(3 * ROW);
    expect(rows.heightOf(MANY)).toBe(MOST_SEEN * ROW);
  });

  test.each([0, 1, ROW * 5000 + 7, ROW * (MANY - MOST_SEEN), ROW * MANY * 2, -50])(
    "scrolled by %d, all that is seen is there and not much more",
    (scrolled) => {
      const { first, end } = rows.spanAt(scrolled, MANY);
      const seen = Math.max(0, Math.min(scrolled / ROW, MANY - MOST_SEEN));
      expect(first).toBeLessThanOrEqual(seen);
      expect(end).toBeGreaterThanOrEqual(Math.min(MANY, seen + MOST_SEEN));
      expect(end - first).toBeLessThanOrEqual(MOST_SEEN + 13);
    },
  );

  test("a row is scrolled into sight, and no farther", () => {
    expect(rows.scrollToShow(3, 0, MANY)).toBe(0);
    expect(rows.scrollToShow(MOST_SEEN, 0, MANY)).toBe(ROW);
    expect(rows.scrollToShow(2, 10 * ROW, MANY)).toBe(2 * ROW);
    expect(rows.scrollToShow(2, 0, 3)).toBe(0);
  });

  test("the first row that is seen stays where it is when others come above it", () => {
    const keys = ["c", "b", "a"];
    const place = rows.placeAt(ROW + 10, (index) => keys[index]);
    expect(place).toEqual({ key: "b", hidden: 10 });
    expect(rows.scrollFor(place, ROW + 10, (key) => ["e", "d", ...keys].indexOf(key))).toBe(3 * ROW + 10);
    expect(rows.scrollFor(place, ROW + 10, () => -1)).toBe(ROW + 10);
  });

  test("at the very top the first row stays in sight", () => {
    expect(rows.placeAt(0, () => "c")).toBeNull();
    expect(rows.scrollFor(null, 0, () => 5)).toBe(0);
  });
});
