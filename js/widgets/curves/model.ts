/** What Python's `CurveCursor` sends. A Python test holds the names equal on both sides. */

/** A curve: a reference to a bqplot mark, what it is called, and its colour as CSS. */
export interface LineFacts {
  mark: unknown;
  name: string;
  color: string;
  /** A rate on a log axis of its own: its values are logarithms wherever those above are not. */
  is_apart: boolean;
}

/** Something that happened at one place of x. */
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
  /** What one unit of x is called. */
  x_word: string;
  events: EventFacts[];
  /** The two ends of what is looked at; empty for the whole. */
  window: number[];
  /** The two ends of what there is; empty where the marks say it. */
  whole: number[];
}

/** The traits that say whose values are read. */
export const SOURCES = ["lines", "x_scale", "y_scale"] as const satisfies
  readonly (keyof CursorModel)[];

/** The traits that change what is shown of them. */
export const TRAITS = ["margin", "is_log", "x_word", "events", "window", "whole"] as const satisfies
  readonly (keyof CursorModel)[];
