/** The traits and messages of Python's `PlanePicture`. A Python test checks that the names are the same. */

export interface PlaneModel {
  /** Empty before the first drawing, as are `units` and `words`. */
  chart: Partial<Chart>;
  units: Partial<Units>;
  /** The layer and the unit that the picture shows; empty for the predictions. */
  opened: number[];
  words: Partial<Words>;
  /** Where the chosen point is, and what is predicted there. */
  reading: string;
}

export const TRAITS = ["chart", "units", "opened", "words", "reading"] as const satisfies readonly (keyof PlaneModel)[];

export interface Chart {
  across: Axis;
  up: Axis;
  /** From the back to the front. */
  marks: Mark[];
  /** Float32: the points of the marks one after the other, each with its two places. */
  points: DataView;
  /** CSS colours. */
  palette: string[];
  /** Uint16: places in the palette, from left to right and then up; none of a curve. */
  cells: DataView;
}

export interface Axis {
  name: string;
  low: number;
  high: number;
  ticks: number[];
  labels: string[];
}

export interface Mark {
  is_line: boolean;
  color: string;
  /** The width of a line, or the diameter of dots, in points. */
  size: number;
  count: number;
}

export interface Units {
  layers: UnitLayer[];
  palette: string[];
  /** Pixels of each side of a picture. */
  side: number;
  /** Uint8: places in the palette, unit by unit; each from left to right and then up. */
  cells: DataView;
}

export interface UnitLayer {
  name: string;
  count: number;
}

export interface Words {
  sentence: string;
  /** Whose weights these are. */
  moment: string;
  /** Where the other columns are held; empty if there are none. */
  held: string;
  held_values: string;
  /** Whether they are held at the values of a row. */
  is_of_row: boolean;
  /** The number of points along each side. */
  side: number;
  columns: string[];
  /** The places of the chosen ones; -1 for none. */
  across: number;
  up: number;
  /** What the colours mean: those of classes, or a scale of numbers. */
  classes: ClassColor[];
  more: string;
  scale: Partial<Scale>;
  has_wrong: boolean;
  has_held_out: boolean;
}

export interface ClassColor {
  name: string;
  color: string;
}

export interface Scale {
  name: string;
  colors: string[];
  low: string;
  high: string;
}

export type Message =
  | { type: "choose"; side: "across" | "up"; column: number }
  | { type: "point"; across: number; up: number }
  /** The row at a place, from 0 to 1 from the lower left corner. */
  | { type: "pick"; x: number; y: number }
  | { type: "open"; layer: number; unit: number }
  | { type: "leave" | "reset" | "close" };

/** Whether a dictionary has arrived. */
export function isGiven<Facts extends object>(facts: Partial<Facts>): facts is Facts {
  return Object.keys(facts).length > 0;
}
