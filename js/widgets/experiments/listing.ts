/** The rows, their ranks and their order, and their columns. */

import { sortedBy, type Order, type SortValue } from "../../table/order";
import type { Heading } from "../../table/virtual_table";
import type { Act, Column, Row } from "./model";

/** What rows are sorted by: their rank, their state, or the place of one of Python's columns. */
export type Sortable = "rank" | "state" | number;

export type TrialOrder = Order<Sortable>;
/** The rank of each trial that has one, by its number. */
export type Ranks = ReadonlyMap<number, number>;

export const BEST_FIRST: TrialOrder = { column: "rank", isDescending: false };

const STATES = ["training", "waiting", "finished", "stopped", "failed"];

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
export function ranksOf(rows: readonly Row[]): Ranks {
  const scored = rows.filter(({ score }) => score !== null);
  const best = sortedBy(scored, false, ({ score }) => ({ rank: score }));
  return new Map(best.map((row, index) => [row.number, index + 1]));
}

/** The training trials, in the order in which they were first seen. */
export function startedOf(before: readonly number[], rows: readonly Row[]): number[] {
  const training = new Set(rows.filter(({ state }) => state === "training").map(({ number }) => number));
  return [...new Set([...before.filter((number) => training.has(number)), ...training])];
}

/**
 * Equal rows are in the order of their states. By rank, training trials come first in the order of
 * their start: there they are visible, and their buttons do not move.
 */
export function sorted(
  rows: readonly Row[],
  columns: readonly Column[],
  ranks: Ranks,
  { column, isDescending }: TrialOrder,
  started: readonly number[] = startedOf([], rows),
): Row[] {
  const byState = sortedBy(rows, false, (row) => valueOf(row, "state", columns, ranks));
  const byColumn = sortedBy(byState, isDescending, (row) => valueOf(row, column, columns, ranks));
  if (column !== "rank") {
    return byColumn;
  }
  const known = new Map(rows.map((row) => [row.number, row]));
  const training = started.flatMap((number) => known.get(number) ?? []);
  return [...training, ...byColumn.filter(({ state }) => state !== "training")];
}

function valueOf(row: Row, column: Sortable, columns: readonly Column[], ranks: Ranks): SortValue {
  if (column === "rank") {
    return { rank: ranks.get(row.number) ?? null };
  }
  if (column === "state") {
    return { rank: STATES.indexOf(row.state) };
  }
  return { rank: (columns[column]?.is_number ? row.ranks : row.cells)[column] ?? null };
}

/** The action for a trial; null if there is none. */
export function actOf(row: Row): Act["type"] | null {
  if (row.state === "training") {
    return "stop";
  }
  return row.score !== null && row.state !== "failed" ? "open" : null;
}

interface TrialColumn extends Heading<Sortable> {
  /** Its smallest width in pixels, and its share of what remains. */
  width: number;
  share: number;
}

/** The columns from left to right: the state stands before those that only distinguish trials. */
export function columnsOf(columns: readonly Column[], rows: readonly Row[]): TrialColumn[] {
  const named = columns.map(({ words, is_number: isNumber }, place): TrialColumn => {
    const least = Math.max(isNumber ? NUMBER : TEXT, longestWord(words));
    const digits = rows.reduce((most, { cells }) => Math.max(most, cells[place]?.length ?? 0), 0);
    const width = isNumber ? Math.max(least, Math.min(TEXT, DIGIT * digits)) : least;
    const css = isNumber ? "dm-trial-cell dm-number" : "dm-trial-cell";
    return { css, words, sorts: place, width, share: isNumber ? 1 : 1.6 };
  });
  const aside = columns.findIndex((column) => column.is_aside);
  const [width, share] = rows.some(({ state }) => state === "failed") ? [REASON, 3] : [STATE_WIDTH, 1.4];
  const state = { css: "dm-trial-cell", words: "State", sorts: "state", width, share } as const;
  named.splice(aside < 0 ? columns.length : aside, 0, state);
  return [
    { css: "dm-trial-cell dm-number", words: "Rank", sorts: "rank", width: RANK_WIDTH, share: 0 },
    ...named,
    { css: "dm-trial-cell dm-trial-last", words: "", label: "Action", sorts: null, width: ACT, share: 0 },
  ];
}

/** The columns as a CSS grid, and the smallest width at which all are readable. */
export function layoutOf(columns: readonly TrialColumn[]): { template: string; width: number } {
  return {
    template: columns.map(({ width, share }) => `minmax(${width}px, ${share}fr)`).join(" "),
    width: columns.reduce((sum, { width }) => sum + width + GAP, 2 * EDGE - GAP),
  };
}

/** The width of the longest word, up to the widest column. */
function longestWord(words: string): number {
  return Math.ceil(Math.min(TEXT, LETTER * Math.max(...words.split(" ").map((word) => word.length)) + 4));
}
