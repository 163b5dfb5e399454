/** Rows for tests. */

import type { Cell, Row } from "./model";

export function cell(words = "", rank: number | null = null, of = ""): Cell {
  return { words, rank, title: words, of };
}

export function row(key: string, facts: Partial<Row> = {}): Row {
  return {
    key,
    id: `id of ${key}`,
    name: key,
    damaged: null,
    spec: "784 → 10 softmax ; epochs 30",
    tags: [],
    notes: "",
    parameters: 7850,
    curve: [1, 0.5, 0],
    validation: cell("0.9690", 0.969),
    test: cell(),
    saved: cell("today", 100),
    size: cell("690 kB", 690_000),
    ...facts,
  };
}

/** As many rows, the first one the newest: "model 0", "model 1". */
export function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, at) => row(`model ${at}`, { saved: cell("today", count - at) }));
}
