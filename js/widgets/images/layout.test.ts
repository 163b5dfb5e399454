import { describe, expect, it } from "vitest";

import {
  boxOf, EDGE, hasRuler, LARGER, layoutOf, lettersIn, placeAt, sizeFor, WHOLE, withoutClasses,
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
