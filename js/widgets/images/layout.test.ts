import { describe, expect, it } from "vitest";

import { boxOf, EDGE, hasRuler, layoutOf, lettersIn, placeAt, rulerOf } from "./layout";

describe("the layout", () => {
  it.each([
    [500, 1000, false, true, [40, 10, 14, 0, 1]], // the classes are left out where they could not be read
    [868, 1000, false, true, [40, 20, 29, 9, 1]],
    [868, 1000, false, false, [40, 20, 24, 0, 1]],
    [868, 1000, true, true, [20, 40, 53, 13, 2]],
    [2000, 1000, true, true, [20, 48, 61, 13, 3]],
    [868, 32, false, true, [20, 40, 53, 13, 2]], // few are larger
  ])("%i wide has rows of %i pictures with the letters that fit", (room, total, isLarger, hasClasses, expected) => {
    const layout = layoutOf(room, total, isLarger, hasClasses);
    const { columns, cell, high, strip, count, height } = layout;
    expect([columns, cell, high, strip, lettersIn(layout)]).toEqual(expected);
    expect(count).toBe(isLarger ? 200 : total);
    expect(height).toBe(Math.ceil(count / columns) * high);
  });

  it.each([[1000, 400, 15], [1000, 950, 22], [60, 400, 63]])("of %i pictures fills a height of %i pixels", (total, high, side) => {
    const { cell, count, width, height } = layoutOf(850, total, false, true, high);
    expect([cell, count]).toEqual([side, total]);
    expect(width).toBeLessThanOrEqual(850 - 68);
    expect(height).toBeLessThanOrEqual(high - 2 * EDGE);
  });

  it("has a ruler only where its numbers have room", () => {
    expect([0, 32, 100].map((total) => hasRuler(layoutOf(868, total, true)))).toEqual([false, false, true]);
  });

  it("finds the picture at a point, and none outside", () => {
    const layout = layoutOf(868, 90, false);
    for (const place of [0, 19, 20, 89]) {
      const { x, y } = boxOf(layout, place);
      expect(placeAt(layout, x + 1, y + 1)).toBe(place);
    }
    expect(placeAt(layout, layout.width + 1, EDGE + 1)).toBeNull();
    expect(placeAt(layout, 1, 1)).toBeNull();
    expect(placeAt(layout, 15 * layout.cell, EDGE + 4 * layout.high + 1)).toBeNull();
    expect(placeAt(layoutOf(868, 0, false), 5, 12)).toBeNull();
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
