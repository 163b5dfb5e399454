import { describe, expect, it } from "vitest";

import {
  boxOf, EDGE, hasRuler, LARGER, layoutOf, lettersIn, placeAt, rulerOf, sizeFor, WHOLE, withoutClasses,
} from "./layout";

describe("the layout", () => {
  it("puts 1,000 pictures into 25 rows of 40", () => {
    const layout = layoutOf(868, 1000, WHOLE);
    expect([layout.rows, layout.columns, layout.cell, layout.count]).toEqual([25, 40, 20, 1000]);
  });

  it("leaves the classes out where they could not be read", () => {
    expect(layoutOf(500, 1000, WHOLE).strip).toBe(0);
    expect(layoutOf(868, 1000, WHOLE).strip).toBeGreaterThan(8);
  });

  it("has room for one letter of a class below a small picture, for more below a large one", () => {
    expect(lettersIn(layoutOf(868, 1000, WHOLE))).toBe(1);
    expect(lettersIn(layoutOf(868, 1000, LARGER))).toBe(2);
    expect(lettersIn(layoutOf(2000, 1000, LARGER))).toBe(3);
    expect(lettersIn(layoutOf(500, 1000, WHOLE))).toBe(1);
  });

  it("moves the pictures together where no classes stand between them", () => {
    const bare = withoutClasses(layoutOf(868, 1000, WHOLE));
    expect([bare.strip, bare.high, bare.height]).toEqual([0, 24, 600]);
  });

  it("shows fewer of them larger", () => {
    const layout = layoutOf(868, 1000, LARGER);
    expect([layout.rows, layout.columns, layout.cell, layout.count]).toEqual([10, 20, 40, 200]);
  });

  it("shows few of them larger, with a ruler only where its numbers have room", () => {
    expect(sizeFor(32, false)).toBe(LARGER);
    expect(sizeFor(1000, false)).toBe(WHOLE);
    expect(sizeFor(1000, true)).toBe(LARGER);
    expect(hasRuler(layoutOf(868, 32, LARGER))).toBe(false);
    expect(hasRuler(layoutOf(868, 100, LARGER))).toBe(true);
  });

  it("finds the picture at a point", () => {
    const layout = layoutOf(868, 90, WHOLE);
    for (const place of [0, 39, 40, 89]) {
      const { x, y } = boxOf(layout, place);
      expect(placeAt(layout, x + 1, y + 1)).toBe(place);
    }
    expect(placeAt(layout, layout.width + 1, EDGE + 1)).toBeNull();
    expect(placeAt(layout, 1, 1)).toBeNull();
    expect(placeAt(layout, 15 * layout.cell, EDGE + 2 * layout.high + 1)).toBeNull();
  });

  it("has no place without pictures", () => {
    expect(placeAt(layoutOf(868, 0, WHOLE), 5, 12)).toBeNull();
  });
});

describe("the ruler", () => {
  it("reads off the share that is right where red ends", () => {
    const { mark, ticks } = rulerOf(59, 1000, 1000, 600);
    expect(mark).toEqual({ percent: 94.1, words: "94.1 %", at: 0.059 });
    expect(ticks.map(({ words }) => words)).toEqual(["100 %", "80 %", "60 %", "40 %", "20 %", "0 %"]);
  });

  it("ends where the pictures end", () => {
    const { ticks, mark } = rulerOf(100, 1000, 200, 600);
    expect(ticks.map(({ percent }) => percent)).toEqual([100, 95, 85, 80]);
    expect(mark.at).toBe(0.5);
  });

  it("points on where there are more mistakes than pictures", () => {
    expect(rulerOf(400, 1000, 200, 600).mark).toEqual({ percent: 60, words: "60.0 % ↓", at: 1 });
  });

  it("says all and none without a decimal", () => {
    expect(rulerOf(0, 50, 50, 600).mark.words).toBe("100 %");
    expect(rulerOf(50, 50, 50, 600).mark.words).toBe("0 %");
  });

  it("is empty without pictures", () => {
    expect(rulerOf(0, 0, 0, 600).ticks).toEqual([]);
  });
});
