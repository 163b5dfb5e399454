/** What is read at a place: one row for each curve that has a point in sight. */

import { place, value } from "./format";
import type { EventFacts } from "./model";
import { gapAt, nearest, type Line, type Point } from "./points";
import { holds, type Range } from "./range";

/** How the curves are shown. */
export interface Shown {
  range: Range;
  /** How much of x one pixel is. */
  perPixel: number;
  isLog: boolean;
  xWord: string;
  events: readonly EventFacts[];
}

export interface Row {
  name: string;
  color: string;
  stroke: Line["stroke"];
  isFirm: boolean;
  value: string;
  /** Where its point lies, if not where the others do; else empty. */
  at: string;
  point: Point;
}

export interface Reading {
  x: number;
  head: string;
  rows: Row[];
  /** What happened near. */
  events: string[];
}

/** Pixels within which a point of a firm line goes before one of steps that is nearer. */
const SNAP = 8;
/** Pixels within which two points count as one above the other. */
const SAME = 3;
/** Pixels within which an event is near. */
const NEAR = 7;

/** Null where no curve has a point in sight. */
export function reading(lines: readonly Line[], at: number, shown: Shown): Reading | null {
  const found = lines.flatMap((line) => {
    const point = nearest(line, at);
    return point !== null && holds(shown.range, point.x) ? [{ line, point }] : [];
  });
  const x = snapped(found, at, shown.perPixel);
  if (x === null) {
    return null;
  }
  const owner = found.find(({ point }) => point.x === x)?.line;
  const rows = found.map(({ line }) => row(line, x, shown)).filter((each) => each !== null);
  return {
    x,
    head: `${shown.xWord} ${place(x, owner ? gapAt(owner, x) : 1)}`,
    rows,
    events: shown.events
      .filter((event) => Math.abs(event.x - x) <= NEAR * shown.perPixel)
      .map((event) => event.words),
  };
}

/** The whole of it in a sentence, for those who hear it. */
export function sentence({ head, rows, events }: Reading): string {
  const values = rows.map((each) => `${each.name} ${each.value}${each.at && ` ${each.at}`}`);
  return [`${head}: ${values.join(", ")}`, ...events].join(". ");
}

interface Found {
  line: Line;
  point: Point;
}

function snapped(found: readonly Found[], at: number, perPixel: number): number | null {
  const firm = closest(found.filter(({ line }) => line.isFirm), at);
  const any = closest(found, at);
  return firm !== null && Math.abs(firm - at) <= SNAP * perPixel ? firm : any;
}

function closest(found: readonly Found[], at: number): number | null {
  return found.reduce<number | null>((best, { point }) => {
    return best === null || Math.abs(point.x - at) < Math.abs(best - at) ? point.x : best;
  }, null);
}

function row(line: Line, x: number, { range, perPixel, isLog, xWord }: Shown): Row | null {
  const point = nearest(line, x);
  if (point === null || !holds(range, point.x)) {
    return null;
  }
  const isElsewhere = Math.abs(point.x - x) > SAME * perPixel;
  return {
    name: line.name,
    color: line.color,
    stroke: line.stroke,
    isFirm: line.isFirm,
    value: value(isLog ? 10 ** point.y : point.y),
    at: isElsewhere ? `at ${xWord} ${place(point.x, gapAt(line, point.x))}` : "",
    point,
  };
}
