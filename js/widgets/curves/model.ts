/** The traits of Python's `CurveCursor`. A Python test checks that the names are the same. */

/** A curve: a reference to a bqplot mark, its name, and its CSS colour. */
export interface LineFacts {
  mark: unknown;
  name: string;
  color: string;
  /** A rate on its own log axis: its values are logarithms, even if those of the other curves are not. */
  is_apart: boolean;
}

/** An event at one place of x. */
export interface EventFacts {
  x: number;
  words: string;
}

/** Pixels from the edges of the figure to those of the plot. */
export interface Margin {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The synced traits. */
export interface CursorModel {
  lines: LineFacts[];
  /** References to bqplot's scales. */
  x_scale: unknown;
  y_scale: unknown;
  margin: Margin;
  /** The marks hold the logarithms of the values, to base ten. */
  is_log: boolean;
  /** The name of one unit of x. */
  x_word: string;
  events: EventFacts[];
  /** The two ends of the visible range; empty for the whole. */
  window: number[];
  /** The two ends of the whole range; empty if the marks give it. */
  whole: number[];
}

/** The traits with the marks and scales. */
export const SOURCES = ["lines", "x_scale", "y_scale"] as const satisfies
  readonly (keyof CursorModel)[];

/** The traits that change how they are shown. */
export const TRAITS = ["margin", "is_log", "x_word", "events", "window", "whole"] as const satisfies
  readonly (keyof CursorModel)[];
