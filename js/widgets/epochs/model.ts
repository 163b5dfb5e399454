/** The traits of Python's `EpochsTable`. A Python test checks that the names are the same. */

export interface EpochsModel {
  table: Table;
}

export interface Table {
  /** The columns' names. */
  head: string[];
  /** The newest first. */
  rows: Row[];
  /** The text below the table, or instead of it while it has no rows. */
  note: string;
}

export interface Row {
  /** The same key for the same epoch during the run. */
  key: number;
  cells: string[];
  is_best: boolean;
}
