/** The rows, their ranks and their order, and the widths of their columns. */

import type { Order } from "../../table/header_row";
import type { Act, Column, Row } from "./model";

/** The rank comes before the columns that Python names; the state is among them. */
export const RANK = -1;
export const STATE = -2;

/** The place of the first column after the state. */
export function asideFrom(columns: readonly Column[]): number {
  const found = columns.findIndex((column) => column.is_aside);
  return found < 0 ? columns.length : found;
}

/** By RANK, by STATE, or by a column's place. */
export type TrialOrder = Order<number>;

export const BEST_FIRST: TrialOrder = { column: RANK, isDescending: false };

const STATES = ["training", "waiting", "finished", "stopped", "failed"];
const { compare } = new Intl.Collator(undefined, { numeric: true });

/** In pixels: between two columns, and beside the first and the last. */
const GAP = 12;
const EDGE = 14;
const RANK_WIDTH = 56;
const NUMBER = 42;
const TEXT = 84;
const STATE_WIDTH = 70;
/** The width of the state if a trial failed: its reason has two lines. */
const REASON = 132;
const ACT = 62;
/** The approximate width of a letter in a heading, and of a digit, which may be bold. */
const LETTER = 7.2;
const DIGIT = 9;

/** The rows, with changed ones replaced. */
export function merged(rows: readonly Row[], changed: readonly Row[]): Row[] {
  const newer = new Map(changed.map((row) => [row.number, row]));
  return rows.map((row) => newer.get(row.number) ?? row);
}

/** Each trial's rank by score; equal scores keep the order of the plan. */
export function ranksOf(rows: readonly Row[]): Map<number, number> {
  const scored = rows.filter((row) => row.score !== null);
  scored.sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || a.number - b.number);
  return new Map(scored.map((row, index) => [row.number, index + 1]));
}

/** A first click sorts in ascending order, the next one reverses it. */
export function orderAfter(order: TrialOrder, column: number): TrialOrder {
  return { column, isDescending: order.column === column && !order.isDescending };
}

/** The training trials, in the order in which they were first seen. */
export function startedOf(before: readonly number[], rows: readonly Row[]): number[] {
  const training = new Set(rows.filter(({ state }) => state === "training").map(({ number }) => number));
  return [...new Set([...before.filter((number) => training.has(number)), ...training])];
}

/**
 * Missing values come last in both directions. By rank, training trials come first in the order of
 * their start: there they are visible, and their buttons do not move.
 */
export function sorted(
  rows: readonly Row[],
  columns: readonly Column[],
  ranks: ReadonlyMap<number, number>,
  order: TrialOrder,
  started: readonly number[] = startedOf([], rows),
): Row[] {
  if (order.column !== RANK) {
    return byColumn(rows, columns, ranks, order);
  }
  const known = new Map(rows.map((row) => [row.number, row]));
  const training = started.flatMap((number) => known.get(number) ?? []);
  const others = rows.filter(({ state }) => state !== "training");
  return [...training, ...byColumn(others, columns, ranks, order)];
}

function byColumn(
  rows: readonly Row[],
  columns: readonly Column[],
  ranks: ReadonlyMap<number, number>,
  { column, isDescending }: TrialOrder,
): Row[] {
  const turn = isDescending ? -1 : 1;
  if (column >= 0 && columns[column]?.is_number === false) {
    return [...rows].sort(
      (a, b) => turn * compare(a.cells[column] ?? "", b.cells[column] ?? "") || a.number - b.number,
    );
  }
  const value = valueOf(ranks, column);
  return rows
    .map((row) => ({ row, of: value(row) }))
    .sort((a, b) => apart(a.of, b.of, turn) || byState(a.row, b.row) || a.row.number - b.row.number)
    .map(({ row }) => row);
}

/** The action for a trial; null if there is none. */
export function actOf(row: Row): Act["act"] | null {
  if (row.state === "training") {
    return "stop";
  }
  return row.score !== null && row.state !== "failed" ? "open" : null;
}

function valueOf(ranks: ReadonlyMap<number, number>, column: number): (row: Row) => number | null {
  if (column === RANK) {
    return (row) => ranks.get(row.number) ?? null;
  }
  return column === STATE ? stateOf : (row) => row.ranks[column] ?? null;
}

function apart(one: number | null, other: number | null, turn: number): number {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  return turn * (one - other);
}

/** Training trials come before waiting ones. */
function byState(one: Row, other: Row): number {
  return stateOf(one) - stateOf(other);
}

function stateOf(row: Row): number {
  return STATES.indexOf(row.state);
}

/** The columns as a CSS grid, and the smallest width at which all are readable. */
export function layoutOf(columns: readonly Column[], rows: readonly Row[]): { template: string; width: number } {
  const hasFailed = rows.some((row) => row.state === "failed");
  const state = hasFailed ? REASON : STATE_WIDTH;
  const widths = columns.map(({ words, is_number: isNumber }, place) => {
    const least = Math.max(isNumber ? NUMBER : TEXT, longestWord(words));
    const digits = rows.reduce((most, { cells }) => Math.max(most, cells[place]?.length ?? 0), 0);
    return isNumber ? Math.max(least, Math.min(TEXT, DIGIT * digits)) : least;
  });
  const named = columns.map((column, place) => `minmax(${widths[place]}px, ${column.is_number ? 1 : 1.6}fr)`);
  named.splice(asideFrom(columns), 0, `minmax(${state}px, ${hasFailed ? 3 : 1.4}fr)`);
  const template = [`${RANK_WIDTH}px`, ...named, `${ACT}px`].join(" ");
  const all = widths.reduce((sum, width) => sum + width, RANK_WIDTH + state + ACT);
  return { template, width: all + GAP * (columns.length + 2) + 2 * EDGE };
}

/** The width of the longest word, up to the widest column. */
function longestWord(words: string): number {
  return Math.ceil(Math.min(TEXT, LETTER * Math.max(...words.split(" ").map((word) => word.length)) + 4));
}
