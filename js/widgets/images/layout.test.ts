import { describe, expect, it } from "vitest";

import {
  boxOf, EDGE, hasRuler, LARGER, layoutOf, lettersIn, placeAt, rulerOf, sizeFor, WHOLE, withoutClasses,
} from "./layout";

describe("the layout", () => {
  it.each([
    ["1,000 pictures in 25 rows of 40", WHOLE, [25, 40, 20, 1000]],
    ["fewer of them larger", LARGER, [10, 20, 40, 200]],
  ])("has %s", (_, size, expected) => {
    const { rows, columns, cell, count } = layoutOf(868, 1000, size);
    expect([rows, columns, cell, count]).toEqual(expected);
  });

  it.each([
    [500, WHOLE, 0, 1], // the classes are left out where they could not be read
    [868, WHOLE, 9, 1],
    [868, LARGER, 13, 2],
    [2000, LARGER, 13, 3],
  ])("has room for the classes below a picture: %i wide", (room, size, strip, letters) => {
    const layout = layoutOf(room, 1000, size);
    expect([layout.strip, lettersIn(layout)]).toEqual([strip, letters]);
  });

  it("moves the pictures together where no classes stand between them", () => {
    const bare = withoutClasses(layoutOf(868, 1000, WHOLE));
    expect([bare.strip, bare.high, bare.height]).toEqual([0, 24, 600]);
  });

  it("shows few of them larger, with a ruler only where its numbers have room", () => {
    expect([sizeFor(32, false), sizeFor(1000, false), sizeFor(1000, true)]).toEqual([LARGER, WHOLE, LARGER]);
    expect([0, 32, 100].map((total) => hasRuler(layoutOf(868, total, LARGER)))).toEqual([false, false, true]);
  });

  it("finds the picture at a point, and none outside", () => {
    const layout = layoutOf(868, 90, WHOLE);
    for (const place of [0, 39, 40, 89]) {
      const { x, y } = boxOf(layout, place);
      expect(placeAt(layout, x + 1, y + 1)).toBe(place);
    }
    expect(placeAt(layout, layout.width + 1, EDGE + 1)).toBeNull();
    expect(placeAt(layout, 1, 1)).toBeNull();
    expect(placeAt(layout, 15 * layout.cell, EDGE + 2 * layout.high + 1)).toBeNull();
    expect(placeAt(layoutOf(868, 0, WHOLE), 5, 12)).toBeNull();
  });
});

describe("the ruler", () => {
  it.each([
    ["reads off the share that is right where red ends", 59, 1000, 1000, "94.1 %", 0.059],
    ["ends where the pictures end", 100, 1000, 200, "90.0 %", 0.5],
    ["points on where there are more mistakes than pictures", 400, 1000, 200, "60.0 % ↓", 1],
    ["says all without a decimal", 0, 50, 50, "100 %", 0],
    ["says none without a decimal", 50, 50, 50, "0 %", 1],
  ])("%s", (_, wrong, total, count, words, at) => {
    expect(rulerOf(wrong, total, { count, height: 600 }).mark).toEqual({ words, at });
  });

  it.each([
    [59, 1000, ["100 %", "80 %", "60 %", "40 %", "20 %", "0 %"]],
    [100, 200, ["100 %", "95 %", "85 %", "80 %"]],
  ])("has round numbers, but none close to the share: %i mistakes, %i pictures", (wrong, count, expected) => {
    expect(rulerOf(wrong, 1000, { count, height: 600 }).ticks.map(({ words }) => words)).toEqual(expected);
  });
});
