/** The points of a line, in order of x, and ranges of an axis: the visible part, zoomed and panned. */

export type Range = readonly [number, number];

/** The smallest visible part of the whole. */
const SMALLEST_PART = 1 / 5000;

export interface Point {
  x: number;
  y: number;
}

/** A curve as it is drawn: y may be a logarithm. */
export interface Line {
  name: string;
  color: string;
  stroke: "solid" | "dashed";
  /** Not a curve of steps, which is drawn faintly. */
  isFirm: boolean;
  /** On its own axis: read at the places of the others, also between its points. */
  isApart: boolean;
  /** Those with a value. Python shows about 2,000 of all lines together: few enough to look through. */
  points: readonly Point[];
}

/** The point that is nearest to `at`, the first one of two as near; null if there is none in the range. */
export function nearest(points: readonly Point[], at: number, [low, high]: Range): Point | null {
  const target = Math.max(low, Math.min(high, at));
  const distance = ({ x }: Point): number => Math.abs(x - target);
  return points.reduce<Point | null>((best, point) => {
    const isBetter = best === null || distance(point) < distance(best);
    return isBetter && holds([low, high], point.x) ? point : best;
  }, null);
}

export function pointsOf(lines: readonly Line[]): Point[] {
  return lines.flatMap(({ points }) => points);
}

/** The range of the points; null if there are none. */
export function extent(lines: readonly Line[]): Range | null {
  const ends = lines.flatMap(({ points }) => [...points.slice(0, 1), ...points.slice(-1)]);
  return hull(ends.map(({ x }) => x));
}

/** The distance in x between the points of a line near a place. */
export function gapAt({ points }: Line, at: number): number {
  const before = points.findLastIndex(({ x }) => x < at);
  const [one, other] = points.slice(Math.max(0, Math.min(points.length - 2, before)));
  return one && other ? other.x - one.x : NaN;
}

/** The lines whose points can be read: those on the plot's axis, or all if there are none. */
export function leading(lines: readonly Line[]): readonly Line[] {
  const inPlot = lines.filter((line) => !line.isApart);
  return extent(inPlot) === null ? lines : inPlot;
}

/** The lines that the arrow keys follow: the firm ones, or all if there are none. */
export function walked(lines: readonly Line[]): readonly Line[] {
  const leaders = leading(lines);
  const firm = leaders.filter((line) => line.isFirm);
  return extent(firm) === null ? leaders : firm;
}

/** The height of the drawn line at a place; null beyond its ends, with a small tolerance. */
export function heightAt({ points }: Line, at: number, little: number): number | null {
  const before = points.findLast(({ x }) => x < at);
  const after = points.find(({ x }) => x >= at);
  if (before && after) {
    const share = (at - before.x) / (after.x - before.x);
    return before.y + share * (after.y - before.y);
  }
  const end = before ?? after;
  return end && Math.abs(end.x - at) <= little ? end.y : null;
}

/** Two ends in order; null for anything else. */
export function rangeOf([low, high]: readonly unknown[]): Range | null {
  return isNumber(low) && isNumber(high) && low < high ? [low, high] : null;
}

export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

export function width([low, high]: Range): number {
  return high - low;
}

export function holds([low, high]: Range, x: number): boolean {
  return x >= low && x <= high;
}

/** The smallest range that holds all of them. */
export function hull(places: readonly number[]): Range | null {
  return places.length > 0 ? [Math.min(...places), Math.max(...places)] : null;
}

/** The range between two places, in either order, within the whole; null if it is all of it. */
export function between(one: number, other: number, whole: Range): Range | null {
  const least = width(whole) * SMALLEST_PART;
  const start = Math.max(whole[0], Math.min(one, other, whole[1] - least));
  const end = Math.min(whole[1], Math.max(one, other, start + least));
  return start <= whole[0] && end >= whole[1] ? null : [start, end];
}

/** A range `factor` times as wide, in which `at` keeps its place. */
export function zoomed(shown: Range, at: number, factor: number, whole: Range): Range | null {
  return between(at - (at - shown[0]) * factor, at + (shown[1] - at) * factor, whole);
}

/** The range moved by a share of its width, within the whole. */
export function panned(shown: Range, share: number, whole: Range): Range {
  // a range that already extends beyond the whole is not pushed back
  const furthest = { left: Math.min(0, whole[0] - shown[0]), right: Math.max(0, whole[1] - shown[1]) };
  const move = Math.max(furthest.left, Math.min(furthest.right, share * width(shown)));
  return [shown[0] + move, shown[1] + move];
}
