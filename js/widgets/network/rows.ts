/** Wraps the columns into rows, like text into lines. */

import type { Sized } from "./sizes";

export const ARROW = { shortest: 20, longest: 40 };
/** The arrow from one row to the next. */
export const TURN = 16;

/** As few rows as fit, and about equally long, so that no layer is alone in a row. */
export function evenRows(sized: readonly Sized[], room: number): Sized[][] {
  const fewest = brokenIntoRows(sized, room);
  let [low, high] = [0, room];
  while (fewest.length > 1 && high - low > 1) {
    const middle = (low + high) / 2;
    if (brokenIntoRows(sized, middle).length > fewest.length) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return brokenIntoRows(sized, high);
}

function brokenIntoRows(sized: readonly Sized[], room: number): Sized[][] {
  const rows: Sized[][] = [];
  let row: Sized[] = [];
  for (const column of sized) {
    const isFirst = rows.length === 0;
    if (row.length > 0 && turned([...row, column], isFirst, false) > room) {
      rows.push(row);
      row = [];
    }
    row.push(column);
  }
  return [...rows, row];
}

/** A row's length with its shortest arrows, including those into it and out of it. */
function turned(row: readonly Sized[], isFirst: boolean, isLast: boolean): number {
  const turns = (isFirst ? 0 : TURN) + (isLast ? 0 : TURN);
  return turns + bare(row) + (row.length - 1) * ARROW.shortest;
}

/** The length of its columns alone. */
function bare(row: readonly Sized[]): number {
  return row.reduce((all, column) => all + column.width, 0);
}

/**
 * The arrow lengths of each row: wrapped rows all end at the same edge, like justified text.
 * The last row, or a single one, is spread only a little.
 */
export function arrowLengths(rows: readonly Sized[][], room: number): number[] {
  const least = rows.map((row, number) => turned(row, number === 0, number === rows.length - 1));
  const spread = rows.map((row, number) => {
    return (least[number] ?? 0) + (row.length - 1) * (ARROW.longest - ARROW.shortest);
  });
  const edge = Math.min(room, Math.max(...spread));
  const lengths = rows.map((row, number) => {
    const free = edge - (least[number] ?? 0);
    return ARROW.shortest + Math.max(0, free) / Math.max(1, row.length - 1);
  });
  const usual = Math.max(ARROW.longest, ...lengths.slice(0, -1));
  return lengths.map((length, number) => (number < rows.length - 1 ? length : Math.min(usual, length)));
}
