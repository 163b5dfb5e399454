/** What Python's `ExampleList` sends and hears. A Python test holds the names equal on both sides. */

import type { Detail, Nothing } from "../../shared/detail";
import type { Picture, Pictures } from "../../shared/pixels";

/** The synced traits. */
export interface ExamplesModel {
  shown: Shown;
  /** The picture that is open; empty if none is. */
  detail: Detail | Nothing;
  large: DataView;
  large_form: Picture | Nothing;
}

export interface Shown {
  /** Which rows these are: "true 7, predicted 1: 14 of 1,028 (1.4 %)". */
  title: string;
  /** How many of them are shown, and in which order. */
  note: string;
  /** Whether a button leads back to the worst mistakes of all. */
  can_close: boolean;
  /** The columns of the table; not used where rows are pictures. */
  columns: string[];
  /** Which of them hold words, and no numbers. */
  texts: number[];
  rows: Row[];
  picture: Pictures | null;
}

export interface Row {
  /** Where the row stands in the data. */
  key: number;
  cells: string[];
  /** Below a picture, in lines. */
  caption: string[];
  /** All of it, for a screen reader and the tooltip. */
  words: string;
}

/** What is asked of the kernel: the worst mistakes of all again, a picture large, or none. */
export type Ask = { type: "close" } | { type: "open"; key: number } | { type: "close_example" };
