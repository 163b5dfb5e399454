/** Texts and colours of the matrix. */

import type { Matrix } from "./model";

/** With more classes, cells are too small for a number. */
export const MOST_WITH_NUMBERS = 20;
const DEEPEST = 0.45; // a number on it is still readable
const PALEST = 0.1;
/** Made once: a matrix has thousands of numbers, and `toLocaleString` looks its format up each time. */
const NUMBERS = new Intl.NumberFormat("en-US");

/** A place in the matrix: the row of the true class, the column of the predicted one. */
export interface Place {
  row: number;
  column: number;
}

function countAt(matrix: Matrix, { row, column }: Place): number {
  return matrix.counts[row]?.[column] ?? 0;
}

/** A share in percent without its sign: 98, 1.4, 0.07, and 100 only if it is all. */
export function percent(count: number, total: number): string {
  const value = total > 0 ? (100 * count) / total : 0;
  if (value === 0 || count === total) {
    return value.toFixed(0);
  }
  if (value >= 99) {
    return Math.min(value, 99.9).toFixed(1);
  }
  return value >= 9.95 ? value.toFixed(0) : value >= 0.995 ? value.toFixed(1) : value.toPrecision(1);
}

/** The text of a cell; empty for a count of 0. */
export function cellText(matrix: Matrix, place: Place, isShares: boolean): string {
  const count = countAt(matrix, place);
  if (count === 0 || matrix.names.length > MOST_WITH_NUMBERS) {
    return "";
  }
  return isShares ? percent(count, matrix.totals[place.row] ?? 0) : NUMBERS.format(count);
}

/** `true 7, predicted 1: 14 of 1,028 (1.4 %)`. */
export function sentence(matrix: Matrix, place: Place): string {
  const [trueName, predictedName] = [matrix.names[place.row] ?? "", matrix.names[place.column] ?? ""];
  const [count, total] = [countAt(matrix, place), matrix.totals[place.row] ?? 0];
  const of = `${NUMBERS.format(count)} of ${NUMBERS.format(total)}`;
  const share = total > 0 ? ` (${percent(count, total)}\u00a0%)` : "";
  return `true ${trueName}, predicted ${predictedName}: ${of}${share}`;
}

/** A sentence on the whole matrix, shown while no cell is focused. */
export function wholeSentence(matrix: Matrix): string {
  const places = matrix.counts.flatMap((counts, row) => counts.map((_, column) => ({ row, column })));
  const wrong = places.filter(({ row, column }) => row !== column && countAt(matrix, { row, column }) > 0);
  const [first, ...others] = wrong;
  if (first === undefined) {
    return "No row is predicted as another class.";
  }
  const worst = others.reduce((most, place) => (countAt(matrix, place) > countAt(matrix, most) ? place : most), first);
  return `Most frequent mistake: ${sentence(matrix, worst)}.`;
}

/**
 * The depth of each cell's colour, from 0 to 1. Mistakes are few beside right predictions, so they
 * are scaled by the largest mistake.
 */
export function depths(matrix: Matrix): number[][] {
  const shares = matrix.counts.map((counts, row) =>
    counts.map((count) => count / Math.max(matrix.totals[row] ?? 0, 1)),
  );
  const wrong = shares.flatMap((row, index) => row.filter((_, column) => column !== index));
  const most = Math.max(...wrong, 1e-9);
  return shares.map((row, index) =>
    row.map((share, column) => {
      if (share === 0) {
        return 0;
      }
      const part = column === index ? share : Math.sqrt(share / most);
      return PALEST + (DEEPEST - PALEST) * part;
    }),
  );
}
