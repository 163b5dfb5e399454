/** The readout of a place: one row for each curve with a visible point. */

import type { EventFacts } from "./model";
import { gapAt, heightAt, leading, nearest, pointsOf, type Line, type Point, type Range } from "./points";

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
  line: Line;
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

/** Of values, as text. */
const DIGITS = 4;
const PLAIN_FROM = 1e-4;
const PLAIN_UP_TO = 1e6;
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
  const owner = leaders.find(({ points }) => points.some((point) => point.x === x));
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
  const values = rows.map((each) => `${each.line.name} ${each.value}${each.at && ` ${each.at}`}`);
  return [`${head}: ${values.join(", ")}`, ...events].join(". ");
}

/** The nearest point; an epoch is preferred to a step that is slightly nearer. */
function snapped(lines: readonly Line[], at: number, { range, perPixel }: Shown): number | null {
  const firm = nearest(pointsOf(lines.filter(({ isFirm }) => isFirm)), at, range);
  const isNear = firm !== null && Math.abs(firm.x - at) <= SNAP * perPixel;
  return (isNear ? firm : nearest(pointsOf(lines), at, range))?.x ?? null;
}

/** A rate is also valid between its points, so it is read from its line. */
function rate(line: Line, x: number, { perPixel }: Shown): Row | null {
  const height = heightAt(line, x, SAME * perPixel);
  return height === null ? null : { line, value: short(10 ** height), at: "", point: null };
}

function row(line: Line, x: number, { range, perPixel, isLog, xWord }: Shown): Row | null {
  const point = nearest(line.points, x, range);
  if (point === null) {
    return null;
  }
  const isElsewhere = Math.abs(point.x - x) > SAME * perPixel;
  return {
    line,
    value: value(isLog ? 10 ** point.y : point.y),
    at: isElsewhere ? `at ${xWord} ${place(point.x, gapAt(line, point.x))}` : "",
    point,
  };
}

/** A value as text. Python's `rounded` does the same with one figure less. */
export function value(number: number): string {
  if (!Number.isFinite(number)) {
    return Number.isNaN(number) ? "not a number" : number > 0 ? "infinity" : "-infinity";
  }
  const size = Math.abs(number);
  if (size === 0) {
    return "0";
  }
  if (size < PLAIN_FROM || size >= PLAIN_UP_TO) {
    return number.toExponential(DIGITS - 2);
  }
  const power = Math.floor(Math.log10(size));
  if (power >= DIGITS) {
    return number.toLocaleString("en-US", { maximumSignificantDigits: DIGITS });
  }
  // numbers from 0.01 on align: 0.0981 below 0.1124
  const decimals = power === -2 ? DIGITS : DIGITS - 1 - power;
  return number.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** A small number as a spec writes it: 0.001, 3e-5. Python's `short` does the same. */
export function short(number: number): string {
  const rounded = Number(number.toPrecision(3));
  const power = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)));
  const isPlain = power >= -4 && power < 3;
  return isPlain ? String(rounded) : rounded.toExponential().replace("+", "");
}

/** A place on the x axis: whole if it is whole, else as precise as the points are dense. */
export function place(x: number, gap: number): string {
  const whole = Math.round(x);
  if (Math.abs(x - whole) < 1e-6) {
    return whole.toLocaleString("en-US");
  }
  const fine = gap > 0 && Number.isFinite(gap) ? Math.ceil(-Math.log10(gap)) : 1;
  return x.toFixed(Math.max(1, Math.min(4, fine)));
}
