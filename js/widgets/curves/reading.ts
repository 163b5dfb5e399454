/** The readout of a place: one row for each curve with a visible point. */

import { place, short, value } from "./format";
import type { EventFacts } from "./model";
import { closest, gapAt, heightAt, leading, nearest, type Line, type Point } from "./points";
import type { Range } from "./range";

/** How the curves are shown. */
export interface Shown {
  range: Range;
  /** The width of one pixel in x. */
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
  /** Where its point is, if not at the others' place; else empty. */
  at: string;
  /** Its place in the plot; null for a curve with its own axis. */
  point: Point | null;
}

export interface Reading {
  x: number;
  head: string;
  rows: Row[];
  /** The events near the place. */
  events: string[];
}

/** Pixels within which a point of a firm line is preferred to a nearer one of steps. */
const SNAP = 8;
/** Pixels within which two points count as at the same x. */
const SAME = 3;
/** Pixels within which an event is near. */
const NEAR = 7;

/** Null if no curve has a visible point. */
export function reading(lines: readonly Line[], at: number, shown: Shown): Reading | null {
  const leaders = leading(lines);
  const x = snapped(leaders, at, shown);
  if (x === null) {
    return null;
  }
  const owner = leaders.find((line) => nearest(line, x)?.x === x);
  return {
    x,
    head: `${shown.xWord} ${place(x, owner ? gapAt(owner, x) : 1)}`,
    rows: lines.flatMap((line) => (line.isApart ? rate : row)(line, x, shown) ?? []),
    events: shown.events
      .filter((event) => Math.abs(event.x - x) <= NEAR * shown.perPixel)
      .map((event) => event.words),
  };
}

/** The readout as a sentence, for screen readers. */
export function sentence({ head, rows, events }: Reading): string {
  const values = rows.map((each) => `${each.name} ${each.value}${each.at && ` ${each.at}`}`);
  return [`${head}: ${values.join(", ")}`, ...events].join(". ");
}

/** The nearest point; an epoch is preferred to a step that is slightly nearer. */
function snapped(lines: readonly Line[], at: number, { range, perPixel }: Shown): number | null {
  const firm = closest(lines.filter(({ isFirm }) => isFirm), at, range);
  const isNear = firm !== null && Math.abs(firm - at) <= SNAP * perPixel;
  return isNear ? firm : closest(lines, at, range);
}

/** A rate is also valid between its points, so it is read from its line. */
function rate(line: Line, x: number, { perPixel }: Shown): Row | null {
  const height = heightAt(line, x, SAME * perPixel);
  return height === null ? null : { ...style(line), value: short(10 ** height), at: "", point: null };
}

function row(line: Line, x: number, { range, perPixel, isLog, xWord }: Shown): Row | null {
  const point = nearest(line, x, range);
  if (point === null) {
    return null;
  }
  const isElsewhere = Math.abs(point.x - x) > SAME * perPixel;
  return {
    ...style(line),
    value: value(isLog ? 10 ** point.y : point.y),
    at: isElsewhere ? `at ${xWord} ${place(point.x, gapAt(line, point.x))}` : "",
    point,
  };
}

function style({ name, color, stroke, isFirm }: Line): Pick<Row, "name" | "color" | "stroke" | "isFirm"> {
  return { name, color, stroke, isFirm };
}
