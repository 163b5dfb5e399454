import { describe, expect, it } from "vitest";

import { between, panned, rangeOf, union, zoomed, type Range } from "./range";

const WHOLE: Range = [0, 20];

describe("a range", () => {
  it("is two ends in order, and nothing else", () => {
    expect(rangeOf([])).toBeNull();
    expect(rangeOf([1])).toBeNull();
    expect(rangeOf([2, 2])).toBeNull();
    expect(rangeOf([NaN, 2])).toBeNull();
    expect(rangeOf([1, 2])).toEqual([1, 2]);
  });

  it("joins others to the smallest that holds both", () => {
    expect(union([1, 3], [2, 5])).toEqual([1, 5]);
    expect(union(null, [2, 5])).toEqual([2, 5]);
    expect(union(null, null)).toBeNull();
  });

  it("is chosen in either direction, as far as there is something", () => {
    expect(between(7, 3, WHOLE)).toEqual([3, 7]);
    expect(between(-4, 3, WHOLE)).toEqual([0, 3]);
  });

  it("is nothing once it is the whole", () => {
    expect(between(0, 20, WHOLE)).toBeNull();
    expect(between(-1, 25, WHOLE)).toBeNull();
    expect(zoomed([5, 15], 10, 2, WHOLE)).toBeNull();
  });

  it("is never empty, at its edges neither", () => {
    for (const [from, to] of [[3, 3], [20, 20], [25, 30], [-3, -2]] as const) {
      const [low = 0, high = 0] = between(from, to, WHOLE) ?? [];
      expect(high).toBeGreaterThan(low);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(20);
    }
  });

  it("keeps the place that is zoomed at", () => {
    expect(zoomed(WHOLE, 5, 0.5, WHOLE)).toEqual([2.5, 12.5]);
    expect(zoomed(WHOLE, 0, 0.5, WHOLE)).toEqual([0, 10]);
  });

  it("is panned as far as there is something, and keeps its width", () => {
    expect(panned([4, 8], 0.5, WHOLE)).toEqual([6, 10]);
    expect(panned([4, 8], -5, WHOLE)).toEqual([0, 4]);
    expect(panned([4, 8], 50, WHOLE)).toEqual([16, 20]);
    expect(panned([16, 20], 1, WHOLE)).toEqual([16, 20]);
  });

  it("does not jump when it reaches beyond the whole", () => {
    expect(panned([-2, 22], 0.25, WHOLE)).toEqual([-2, 22]);
    expect(panned([18, 24], 0.25, WHOLE)).toEqual([18, 24]);
  });
});
