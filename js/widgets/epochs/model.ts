/** What Python's `EpochsTable` sends. A Python test holds the names equal on both sides. */

export interface EpochsModel {
  table: Table;
}

export interface Table {
  /** The columns' names. */
  head: string[];
  /** The newest first. */
  rows: Row[];
  /** What stands below the table, or in its place while it has no rows. */
  note: string;
}

export interface Row {
  /** The same for the same epoch for as long as the run goes on. */
  key: number;
  cells: string[];
  is_best: boolean;
}
