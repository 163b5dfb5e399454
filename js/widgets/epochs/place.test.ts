import { expect, test } from "vitest";

import { placeOf, scrollFor, type Placed } from "./place";

const rows = (...keys: string[]): Placed[] =>
  keys.map((key, index) => ({ key, top: 20 + 20 * index, height: 20 }));

test("at the very top the newest row stays in sight", () => {
  expect(placeOf(rows("3", "2", "1"), 0, 20)).toBeNull();
  expect(scrollFor(null, rows("4", "3"), 0)).toBe(0);
});

test("the first row that is seen stays where it is when others come above it", () => {
  const place = placeOf(rows("5", "4", "3", "2"), 30, 20);
  expect(place).toEqual({ key: "4", below: 10 });
  expect(scrollFor(place, rows("7", "6", "5", "4", "3", "2"), 30)).toBe(70);
});

test("a row that is gone moves nothing", () => {
  expect(scrollFor({ key: "9", below: 0 }, rows("2", "1"), 30)).toBe(30);
});
