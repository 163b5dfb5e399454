/** What Python's `SweepTable` sends. A Python test holds the names equal on both sides. */

export interface SweepModel {
  columns: Column[];
  /** All trials, in the order of the plan. */
  rows: Row[];
  /** Rows that stand in the place of those of the same number. */
  changed: Row[];
  /** The best trial's number; 0 before there is one. */
  best: number;
}

export interface Column {
  words: string;
  is_number: boolean;
  /** Whether it only tells trials apart: it stands behind the state. */
  is_aside: boolean;
}

export type State = "waiting" | "training" | "finished" | "stopped" | "failed";

export interface Row {
  /** The trial's, counted from 1. */
  number: number;
  /** One text for each column. */
  cells: string[];
  /** What each cell is sorted by; null for texts, and where there is none. */
  ranks: (number | null)[];
  /** Lower is better; null without one. */
  score: number | null;
  state: State;
  /** The state in a word; of one that failed with the reason in short. */
  words: string;
  /** How it ended, in full. */
  note: string;
}

/** What a person asks for. */
export interface Act {
  act: "stop" | "load";
  number: number;
}
