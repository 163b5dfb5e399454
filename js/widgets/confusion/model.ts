/** The traits and messages of Python's `ConfusionMatrix`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface ConfusionModel {
  matrix: Matrix;
  /** The cell whose examples are shown, as true and predicted class; empty if none. */
  chosen: number[];
  /** Show shares of each true class instead of counts. */
  is_shares: boolean;
}

export interface Matrix {
  /** The numbers of the classes that are shown. */
  classes: number[];
  names: string[];
  /** One list per true class. */
  counts: number[][];
  /** Rows of each true class, including those predicted as a class that is left out. */
  totals: number[];
  /** Which classes are left out; empty if none is. */
  note: string;
  /** What the matrix shows, in a tooltip. */
  tip: string;
}

/** Messages to the kernel: show the examples of a cell, by the numbers of its classes, or of none. */
export type Ask = { type: "cell"; true: number; predicted: number } | { type: "close" };
