import { describe, expect, it } from "vitest";

import { line } from "./example";
import {
  beside, between, closest, extent, gapAt, nearest, panned, rangeOf, union, walked, zoomed, type Range,
} from "./points";

const EPOCHS = line([1, 2, 3, 4], [8, 7, NaN, 5]);
const STEPS = line([0.5, 1, 1.5, 2, 2.5], [9, 8, 7, 6, 5], { isFirm: false });

describe("the points of a line", () => {
  it("are found by the nearest x, the left one of two as near", () => {
    expect(nearest(EPOCHS, 1.2)).toEqual({ x: 1, y: 8 });
    expect(nearest(EPOCHS, 1.6)).toEqual({ x: 2, y: 7 });
    expect(nearest(EPOCHS, 1.5)).toEqual({ x: 1, y: 8 });
    expect(nearest(EPOCHS, -10)).toEqual({ x: 1, y: 8 });
    expect(nearest(EPOCHS, Infinity)).toEqual({ x: 4, y: 5 });
  });

  it("are found within a range, if there are any", () => {
    expect(nearest(EPOCHS, 1.9, [1.95, 4])).toEqual({ x: 2, y: 7 });
    expect(nearest(EPOCHS, 0, [1.95, 4])).toEqual({ x: 2, y: 7 });
    expect(nearest(EPOCHS, 2.1, [2.05, 4])).toEqual({ x: 4, y: 5 });
    expect(nearest(EPOCHS, 2.1, [2.05, 3.5])).toBeNull();
    expect(closest([EPOCHS, STEPS], 2.1, [2.05, 4])).toBe(2.5);
    expect(closest([EPOCHS, STEPS], 2.1, [2.05, 2.06])).toBeNull();
  });

  it("count only where they have a value", () => {
    expect(nearest(EPOCHS, 3)).toEqual({ x: 2, y: 7 });
    expect(nearest(EPOCHS, 3.1)).toEqual({ x: 4, y: 5 });
    expect(nearest(line([1, 2], [NaN, Infinity]), 1)).toBeNull();
    expect(nearest(line([], []), 1)).toBeNull();
  });

  it("are as many as there are of both, while only one of them has come", () => {
    expect(nearest(line([1, 2, 3], [5, 4]), 3)).toEqual({ x: 2, y: 4 });
  });

  it("are found fast among very many", () => {
    const count = 200_000;
    const x = Float64Array.from({ length: count }, (_, index) => index / 100);
    const many = line(x, x);
    const start = performance.now();
    for (let at = 0; at < 1000; at += 1) {
      expect(nearest(many, at)?.x).toBe(at);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("reach from the first to the last of all lines", () => {
    expect(extent([EPOCHS, STEPS])).toEqual([0.5, 4]);
    expect(extent([line([], []), line([1], [NaN])])).toBeNull();
    expect(extent([])).toBeNull();
  });

  it("say how far apart they are", () => {
    expect(gapAt(STEPS, 1.5)).toBe(0.5);
    expect(gapAt(STEPS, 99)).toBe(0.5);
    expect(gapAt(line([3], [1]), 3)).toBeNaN();
  });

  it("are walked by those of the firm lines, by all while there is none", () => {
    expect(walked([STEPS, EPOCHS])).toEqual([EPOCHS]);
    const empty = line([], []);
    expect(walked([STEPS, empty])).toEqual([STEPS, empty]);
  });

  it("lie beside a place on either side", () => {
    expect(beside([EPOCHS, STEPS], 2, 1)).toBe(2.5);
    expect(beside([EPOCHS, STEPS], 2, -1)).toBe(1.5);
    expect(beside([EPOCHS], 2, 1)).toBe(4);
    expect(beside([EPOCHS], 4, 1)).toBeNull();
    expect(beside([EPOCHS], -Infinity, 1)).toBe(1);
    expect(beside([EPOCHS], Infinity, -1)).toBe(4);
  });
});

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
