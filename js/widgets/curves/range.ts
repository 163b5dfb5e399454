/** Ranges of an axis: the visible part of the curves, zoomed and panned. */

export type Range = readonly [number, number];

/** The smallest visible part of the whole. */
const SMALLEST_PART = 1 / 5000;

export function rangeOf(ends: readonly number[]): Range | null {
  const [low, high] = ends;
  return low !== undefined && high !== undefined && low < high ? [low, high] : null;
}

export function width([low, high]: Range): number {
  return high - low;
}

export function holds([low, high]: Range, x: number): boolean {
  return x >= low && x <= high;
}

/** The smallest range that holds both. */
export function union(one: Range | null, other: Range | null): Range | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

/** The range between two places, in either order, within the whole; null if it is all of it. */
export function between(from: number, to: number, whole: Range): Range | null {
  return within([Math.min(from, to), Math.max(from, to)], whole);
}

/** A range `factor` times as wide, in which `at` keeps its place. */
export function zoomed(shown: Range, at: number, factor: number, whole: Range): Range | null {
  return within([at - (at - shown[0]) * factor, at + (shown[1] - at) * factor], whole);
}

/** The range moved by a share of its width, within the whole. */
export function panned(shown: Range, share: number, whole: Range): Range {
  // a range that already extends beyond the whole is not pushed back
  const furthest = { left: Math.min(0, whole[0] - shown[0]), right: Math.max(0, whole[1] - shown[1]) };
  const move = Math.max(furthest.left, Math.min(furthest.right, share * width(shown)));
  return [shown[0] + move, shown[1] + move];
}

function within([low, high]: Range, whole: Range): Range | null {
  const least = width(whole) * SMALLEST_PART;
  const start = Math.max(whole[0], Math.min(low, whole[1] - least));
  const end = Math.min(whole[1], Math.max(high, start + least));
  return start <= whole[0] && end >= whole[1] ? null : [start, end];
}
