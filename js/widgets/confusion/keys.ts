/** Moves in the matrix by key. */

import type { Place } from "./format";

/** The place after a key; null for other keys. */
export function placeAfter(key: string, { row, column }: Place, size: number): Place | null {
  const within = (value: number): number => Math.min(size - 1, Math.max(0, value));
  switch (key) {
    case "ArrowLeft":
      return { row, column: within(column - 1) };
    case "ArrowRight":
      return { row, column: within(column + 1) };
    case "ArrowUp":
      return { row: within(row - 1), column };
    case "ArrowDown":
      return { row: within(row + 1), column };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: size - 1 };
    default:
      return null;
  }
}
