import { describe, expect, it } from "vitest";

import { line } from "./example";
import { between, extent, gapAt, hull, nearest, panned, rangeOf, walked, zoomed, type Range } from "./points";

const EPOCHS = line([1, 2, 4], [8, 7, 5]);
const STEPS = line([0.5, 1, 1.5, 2, 2.5], [9, 8, 7, 6, 5], { isFirm: false });
const EMPTY = line([], []);

describe("the points of a line", () => {
  const everywhere: Range = [-Infinity, Infinity];
  it.each<[string, number, Range, number | undefined]>([
    ["on the left", 1.2, everywhere, 1],
    ["on the right", 1.6, everywhere, 2],
    ["the left one of two as near", 1.5, everywhere, 1],
    ["the last one", Infinity, [0, 10], 4],
    ["the first one", -Infinity, [0, 10], 1],
    ["in the range", 2.1, [2.05, 4], 4],
    ["the first one in the range", 0, [1.95, 4], 2],
    ["none", 2.1, [2.05, 3.5], undefined],
  ])("are found by the nearest x: %s", (_, at, range, x) => {
    expect(nearest(EPOCHS.points, at, range)?.x).toBe(x);
  });

  it("reach from the first to the last of all lines", () => {
    expect(extent([EPOCHS, EMPTY, STEPS])).toEqual([0.5, 4]);
    expect(extent([EMPTY])).toBeNull();
    expect(extent([])).toBeNull();
  });

  it("say how far apart they are", () => {
    expect([0, 1, 2, 3, 99].map((at) => gapAt(EPOCHS, at))).toEqual([1, 1, 1, 2, 2]);
    expect(gapAt(line([3], [1]), 3)).toBeNaN();
  });

  it("are walked by those of the firm lines, by all while there is none", () => {
    expect(walked([STEPS, EPOCHS])).toEqual([EPOCHS]);
    expect(walked([STEPS, EMPTY])).toEqual([STEPS, EMPTY]);
  });
});

const WHOLE: Range = [0, 20];

describe("a range", () => {
  it.each([[[]], [[1]], [[2, 2]], [[3, 2]], [[NaN, 2]], [["1", 2]]])("is two ends in order, not %j", (ends) => {
    expect(rangeOf(ends)).toBeNull();
    expect(rangeOf([1, 2])).toEqual([1, 2]);
  });

  it("is the smallest that holds all", () => {
    expect(hull([1, 3, 2, 5])).toEqual([1, 5]);
    expect(hull([])).toBeNull();
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

  it.each([[3, 3], [20, 20], [25, 30], [-3, -2]])("is never empty, at its edges neither: from %d to %d", (from, to) => {
    const [low = NaN, high = NaN] = between(from, to, WHOLE) ?? [];
    expect(high).toBeGreaterThan(low);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeLessThanOrEqual(20);
  });

  it("keeps the place that is zoomed at", () => {
    expect(zoomed(WHOLE, 5, 0.5, WHOLE)).toEqual([2.5, 12.5]);
    expect(zoomed(WHOLE, 0, 0.5, WHOLE)).toEqual([0, 10]);
  });

  it.each<[Range, number, Range]>([
    [[4, 8], 0.5, [6, 10]],
    [[4, 8], -5, [0, 4]],
    [[4, 8], 50, [16, 20]],
    [[16, 20], 1, [16, 20]],
    // it does not jump when it reaches beyond the whole
    [[-2, 22], 0.25, [-2, 22]],
    [[18, 24], 0.25, [18, 24]],
  ])("%j panned by %d of its width, within the whole, is %j", (shown, share, expected) => {
    expect(panned(shown, share, WHOLE)).toEqual(expected);
  });
});
