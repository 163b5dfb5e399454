/** Rows for tests. */

import type { Column, Row } from "./model";

export const COLUMNS: Column[] = [
  { words: "Trial", is_number: true, is_aside: false },
  { words: "activation", is_number: false, is_aside: false },
  { words: "Validation loss", is_number: true, is_aside: false },
];

/** A trial that is done; its score is its number unless another is given. */
export function row(number: number, facts: Partial<Row> = {}): Row {
  const score = facts.score === undefined ? number : facts.score;
  return {
    number,
    cells: [String(number), "relu", score === null ? "" : String(score)],
    ranks: [number, null, score],
    state: "finished",
    words: "done",
    note: "",
    ...facts,
    score,
  };
}
