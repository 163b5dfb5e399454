/** Columns for tests. */

import type { About, Choice, ColumnsModel, Importance, Row } from "./model";

export const ABOUT: About = { words: "", can_ask: false, note: "Over the 9 training rows.", fixed: "", answered: 0 };

export function row(name: string, facts: Partial<Row> = {}): Row {
  return {
    name,
    found: "number",
    why: "numbers",
    encoding: "Scaled",
    is_used: true,
    missing: "none",
    missing_count: 0,
    bars: [],
    ends: ["", ""],
    values: [],
    examples: [],
    lines: [],
    ...facts,
  };
}

export function choice(facts: Partial<Choice> = {}): Choice {
  return { kind: "", waits: "", refusal: "", ...facts };
}

export function importance(value: number): Importance {
  return { value, words: String(value), interval: "0 to 1", at: value, low: value / 2, high: 1 };
}

export function traits(rows: Row[], facts: Partial<ColumnsModel> = {}): ColumnsModel {
  return { rows, choices: rows.map(() => choice()), importances: [], about: ABOUT, place: {}, ...facts };
}
