/** What Python's `ConfusionMatrix` sends and hears. A Python test holds the names equal on both sides. */

/** The synced traits. */
export interface ConfusionModel {
  matrix: Matrix;
  /** The cell whose examples are shown: the true class and the one that was said; or nothing. */
  chosen: number[];
  /** Shares of each true class in place of counts. */
  is_shares: boolean;
}

export interface Matrix {
  /** The numbers of the classes that are shown. */
  classes: number[];
  names: string[];
  /** One list for each true class. */
  counts: number[][];
  /** Rows of each true class, those taken for a class that is left out among them. */
  totals: number[];
  /** Which classes are left out; empty if none is. */
  note: string;
}

/** What is asked of the kernel: the examples of one cell, by the numbers of its classes; or of none. */
export type Ask = { type: "cell"; true: number; predicted: number } | { type: "close" };
