/** The traits and messages of Python's `ExampleList`. A Python test checks that the names are the same. */

import type { Detail, EmptyDict } from "../../shared/detail_view";
import type { Picture, Pictures } from "../../shared/pixels";

/** The synced traits. */
export interface ExamplesModel {
  shown: Shown;
  /** The picture that is open; empty if none is. */
  detail: Detail | EmptyDict;
  large: DataView;
  large_form: Picture | EmptyDict;
}

export interface Shown {
  /** Which rows these are: "true 7, predicted 1: 14 of 1,028 (1.4 %)". */
  title: string;
  /** How many of them are shown, and in which order. */
  note: string;
  /** Whether a button leads back to all worst mistakes. */
  can_close: boolean;
  /** The columns of the table; not used if rows are pictures. */
  columns: string[];
  /** Which of them hold texts instead of numbers. */
  texts: number[];
  rows: Row[];
  /** Whether a row opens, to show more of it. */
  can_open: boolean;
  picture: Pictures | null;
}

export interface Row {
  /** The row's place in the data. */
  key: number;
  cells: string[];
  /** The lines below a picture. */
  caption: string[];
  /** The whole row as text, for a screen reader and the tooltip. */
  words: string;
}

/** Messages to the kernel: show all worst mistakes, open a picture, or close it. */
export type Ask = { type: "close" } | { type: "open"; key: number } | { type: "close_example" };
