/** The traits and messages of Python's `ColumnTable`. A Python test checks that the names are the same. */

export type Kind = "" | "number" | "category" | "date" | "text" | "order" | "without";

export interface ColumnsModel {
  /** The columns in the order of the table. */
  rows: Row[];
  /** For each row what a person chose. */
  choices: Choice[];
  /** For each row; empty before they are computed. */
  importances: (Importance | null)[];
  about: About;
  /** What an earlier table showed when this one took its place; empty without one. */
  place: Place | Record<string, never>;
}

export interface Row {
  name: string;
  /** The kind that its values were found to have; empty if it was not read. */
  found: string;
  why: string;
  encoding: string;
  is_used: boolean;
  missing: string;
  /** Null if it is unknown. */
  missing_count: number | null;
  /** The heights of a histogram, from 0 to 100; empty for other columns. */
  bars: number[];
  /** The words at both ends of the histogram. */
  ends: string[];
  /** The commonest values; the last may be all others. */
  values: Value[];
  /** Some texts of a column that has no histogram and no common values. */
  examples: string[];
  /** What its words say of y, below the common values. */
  lines: string[];
}

export interface Value {
  text: string;
  /** From 0 to 1. */
  share: number;
  words: string;
  /** Whether it is all other values. */
  is_rest: boolean;
}

export interface Choice {
  kind: Kind;
  /** When it takes effect; empty if it has. */
  waits: string;
  /** Why another kind was refused; empty if none was. */
  refusal: string;
}

export interface Importance {
  value: number;
  words: string;
  interval: string;
  /** Where the bar ends and the interval begins and ends, from 0 to 1. */
  at: number;
  low: number;
  high: number;
}

export interface About {
  /** What the importances are, or why there are none. */
  words: string;
  /** Whether a button computes them. */
  can_ask: boolean;
  /** Which rows the values are of. */
  note: string;
  /** Why kinds can't be chosen; empty if they can. */
  fixed: string;
  /** How many messages the kernel has answered. */
  answered: number;
}

/** The order, the page and the scrolled pixels, and the column that was changed. */
export interface Place {
  column: string;
  is_descending: boolean;
  page: number;
  top: number;
  name: string;
}

/** Messages to the kernel: compute the importances, or change the kind of the column in this place. */
export type Ask =
  | { type: "importance" }
  | { type: "kind"; number: number; kind: Kind; place: Omit<Place, "name"> };
