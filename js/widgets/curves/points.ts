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
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

const EVERYWHERE: Range = [-Infinity, Infinity];

/** The first position at which x is not below `at`; the count if there is none. */
function firstFrom(x: ArrayLike<number>, count: number, at: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? NaN) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The point with a value that is nearest to `at`, within a range. */
export function nearest(line: Line, at: number, range: Range = EVERYWHERE): Point | null {
  const { x, y } = line;
  const count = Math.min(x.length, y.length);
  const target = Math.max(range[0], Math.min(range[1], at));
  const from = firstFrom(x, count, target);
  const [left, right] = [valued(x, y, from - 1, count, -1), valued(x, y, from, count, 1)];
  const [before, after] = [within(left, range), within(right, range)];
  if (before === null || after === null) {
    return before ?? after;
  }
  return target - before.x <= after.x - target ? before : after;
}

function within(point: Point | null, range: Range): Point | null {
  return point !== null && holds(range, point.x) ? point : null;
}

/** The first point with a value from a position on, in steps of 1 or -1. */
function valued(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  count: number,
  step: 1 | -1,
): Point | null {
  for (let index = from; index >= 0 && index < count; index += step) {
    const point = { x: x[index] ?? NaN, y: y[index] ?? NaN };
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) {
      return point;
    }
  }
  return null;
}

/** The range of the points; null if there are none. */
export function extent(lines: readonly Line[]): Range | null {
  return lines.reduce<Range | null>((all, line) => {
    const [first, last] = [nearest(line, -Infinity), nearest(line, Infinity)];
    return first && last ? union(all, [first.x, last.x]) : all;
  }, null);
}

/** The distance in x between the points of a line near a place. */
export function gapAt({ x, y }: Line, at: number): number {
  const count = Math.min(x.length, y.length);
  const from = Math.max(1, Math.min(count - 1, firstFrom(x, count, at)));
  return Math.abs((x[from] ?? NaN) - (x[from - 1] ?? NaN));
}

/** The lines whose points can be read: those on the plot's axis, or all if there are none. */
export function leading(lines: readonly Line[]): readonly Line[] {
  const inPlot = lines.filter((line) => !line.isApart);
  return inPlot.some((line) => line.x.length > 0) ? inPlot : lines;
}

/** The lines that the arrow keys follow: the firm ones, or all if there are none. */
export function walked(lines: readonly Line[]): readonly Line[] {
  const leaders = leading(lines);
  const firm = leaders.filter((line) => line.isFirm && line.x.length > 0);
  return firm.length > 0 ? firm : leaders;
}

/** The height of the drawn line at a place; null beyond its ends, with a small tolerance. */
export function heightAt(line: Line, at: number, little: number): number | null {
  const { x, y } = line;
  const count = Math.min(x.length, y.length);
  const from = firstFrom(x, count, at);
  const [before, after] = [valued(x, y, from - 1, count, -1), valued(x, y, from, count, 1)];
  if (before !== null && after !== null) {
    const share = (at - before.x) / (after.x - before.x);
    return before.y + share * (after.y - before.y);
  }
  const end = before ?? after;
  return end !== null && Math.abs(end.x - at) <= little ? end.y : null;
}

/** The nearest x of any line on one side of a place; null if there is none. */
export function beside(lines: readonly Line[], at: number, step: 1 | -1): number | null {
  const found = lines.flatMap((line) => {
    const count = Math.min(line.x.length, line.y.length);
    const from = firstFrom(line.x, count, at);
    const start = step === 1 ? (line.x[from] === at ? from + 1 : from) : from - 1;
    return valued(line.x, line.y, start, count, step)?.x ?? [];
  });
  if (found.length === 0) {
    return null;
  }
  return step === 1 ? Math.min(...found) : Math.max(...found);
}

/** The x nearest to a place, of all points in a range; null if there is none. */
export function closest(lines: readonly Line[], at: number, range: Range): number | null {
  return lines.reduce<number | null>((best, line) => {
    const x = nearest(line, at, range)?.x ?? null;
    return best === null || (x !== null && Math.abs(x - at) < Math.abs(best - at)) ? x : best;
  }, null);
}

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
  return limited([Math.min(from, to), Math.max(from, to)], whole);
}

/** A range `factor` times as wide, in which `at` keeps its place. */
export function zoomed(shown: Range, at: number, factor: number, whole: Range): Range | null {
  return limited([at - (at - shown[0]) * factor, at + (shown[1] - at) * factor], whole);
}

/** The range moved by a share of its width, within the whole. */
export function panned(shown: Range, share: number, whole: Range): Range {
  // a range that already extends beyond the whole is not pushed back
  const furthest = { left: Math.min(0, whole[0] - shown[0]), right: Math.max(0, whole[1] - shown[1]) };
  const move = Math.max(furthest.left, Math.min(furthest.right, share * width(shown)));
  return [shown[0] + move, shown[1] + move];
}

function limited([low, high]: Range, whole: Range): Range | null {
  const least = width(whole) * SMALLEST_PART;
  const start = Math.max(whole[0], Math.min(low, whole[1] - least));
  const end = Math.min(whole[1], Math.max(high, start + least));
  return start <= whole[0] && end >= whole[1] ? null : [start, end];
}
