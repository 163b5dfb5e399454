import { expect, test } from "vitest";

import { heightOf, MOST_SEEN, placeAt, ROW, scrollFor, scrollToShow, windowOf } from "./window";

const MANY = 10_000;

test("few rows are all there, and the table is no taller than they are", () => {
  expect(windowOf(0, 3)).toEqual({ first: 0, end: 3 });
  expect(heightOf(3)).toBe(3 * ROW);
  expect(heightOf(MANY)).toBe(MOST_SEEN * ROW);
});

test.each([0, 1, ROW * 5000 + 7, ROW * (MANY - MOST_SEEN), ROW * MANY * 2, -50])(
  "scrolled by %d, all that is seen is there and not much more",
  (scrolled) => {
    const { first, end } = windowOf(scrolled, MANY);
    const seen = Math.max(0, Math.min(scrolled / ROW, MANY - MOST_SEEN));
    expect(first).toBeLessThanOrEqual(seen);
    expect(end).toBeGreaterThanOrEqual(Math.min(MANY, seen + MOST_SEEN));
    expect(end - first).toBeLessThanOrEqual(23);
  },
);

test("a row is scrolled into sight, and no farther", () => {
  expect(scrollToShow(3, 0, MANY)).toBe(0);
  expect(scrollToShow(MOST_SEEN, 0, MANY)).toBe(ROW);
  expect(scrollToShow(2, 10 * ROW, MANY)).toBe(2 * ROW);
  expect(scrollToShow(2, 0, 3)).toBe(0);
});

test("the first row that is seen stays where it is when others come above it", () => {
  const keys = ["c", "b", "a"];
  const place = placeAt(ROW + 10, (index) => keys[index]);
  expect(place).toEqual({ key: "b", hidden: 10 });
  expect(scrollFor(place, ROW + 10, (key) => ["e", "d", ...keys].indexOf(key))).toBe(3 * ROW + 10);
  expect(scrollFor(place, ROW + 10, () => -1)).toBe(ROW + 10);
});

test("at the very top the first row stays in sight", () => {
  expect(placeAt(0, () => "c")).toBeNull();
  expect(scrollFor(null, 0, () => 5)).toBe(0);
});
