/** The traits of Python's `SweepTable`. A Python test checks that the names are the same. */

export interface SweepModel {
  columns: Column[];
  /** All trials, in the order of the plan. */
  rows: Row[];
  /** Rows that replace those of the same number. */
  changed: Row[];
  /** The best trial's number; 0 before there is one. */
  best: number;
}

export interface Column {
  words: string;
  is_number: boolean;
  /** Whether it only distinguishes trials: it comes after the state. */
  is_aside: boolean;
}

export type State = "waiting" | "training" | "finished" | "stopped" | "failed";

export interface Row {
  /** The trial's number, counted from 1. */
  number: number;
  /** One text per column. */
  cells: string[];
  /** The sort value of each cell; null for texts and missing values. */
  ranks: (number | null)[];
  /** Lower is better; null without one. */
  score: number | null;
  state: State;
  /** The state in a word; for a failed trial with a short reason. */
  words: string;
  /** How it ended, in full. */
  note: string;
}

/** The message to the kernel. */
export interface Act {
  type: "stop" | "open";
  number: number;
}
