/** How wide the columns are, in pixels. */

import { asideFrom } from "./listing";
import type { Column, Row } from "./model";

/** Between two columns, and beside the first and the last. */
const GAP = 12;
const EDGE = 14;
const RANK = 56;
const NUMBER = 42;
const TEXT = 84;
const STATE = 70;
/** The width of the state if a trial failed: its reason has two lines. */
const REASON = 132;
const ACT = 62;
/** The approximate width of a letter in a heading, and of a digit, which may be bold. */
const LETTER = 7.2;
const DIGIT = 9;

/** The columns as a CSS grid, and the smallest width at which all are readable. */
export function layoutOf(columns: readonly Column[], rows: readonly Row[]): { template: string; width: number } {
  const hasFailed = rows.some((row) => row.state === "failed");
  const state = hasFailed ? REASON : STATE;
  const widths = columns.map(({ words, is_number: isNumber }, place) => {
    const least = Math.max(isNumber ? NUMBER : TEXT, longestWord(words));
    const digits = rows.reduce((most, { cells }) => Math.max(most, cells[place]?.length ?? 0), 0);
    return isNumber ? Math.max(least, Math.min(TEXT, DIGIT * digits)) : least;
  });
  const named = columns.map((column, place) => `minmax(${widths[place]}px, ${column.is_number ? 1 : 1.6}fr)`);
  named.splice(asideFrom(columns), 0, `minmax(${state}px, ${hasFailed ? 3 : 1.4}fr)`);
  const template = [`${RANK}px`, ...named, `${ACT}px`].join(" ");
  const all = widths.reduce((sum, width) => sum + width, RANK + state + ACT);
  return { template, width: all + GAP * (columns.length + 2) + 2 * EDGE };
}

/** The width of the longest word, up to the widest column. */
function longestWord(words: string): number {
  return Math.ceil(Math.min(TEXT, LETTER * Math.max(...words.split(" ").map((word) => word.length)) + 4));
}
