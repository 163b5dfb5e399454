/** The traits of Python's `NetworkDiagram`. A Python test checks that the names are the same. */

/**
 * How a layer is drawn: a box of units, stacked feature maps, a bar for a vector, or a thin mark
 * for a layer whose output has the shape of its input.
 */
export type LayerRole = "units" | "maps" | "vector" | "pass";

/** One layer, as Python's `layer_facts` writes it. */
export interface LayerFacts {
  role: LayerRole;
  /** The first line of its text: `50`, `conv 8`, `drop`. */
  head: string;
  /** The lines below it: `5 × 5, stride 2` and `relu`. */
  under: string[];
  /** The layer in a sentence, for the tooltip, the line below and a screen reader. */
  sentence: string;
  /** Height and width of the window that it moves over an image; null if it moves none. */
  kernel: number[] | null;
  output_shape: number[];
  parameter_count: number;
}

/** The synced traits. */
export interface NetworkModel {
  /** The network's name; empty if it has none. */
  name: string;
  /** The network as text, for screen readers. */
  description: string;
  input_shape: number[];
  layers: LayerFacts[];
  /** The number of layers left out in the middle of `layers`, for very long networks. */
  left_out_count: number;
  parameter_count: number;
  trainable_count: number;
}

/** The traits that change the drawing. */
export const TRAITS = [
  "name",
  "description",
  "input_shape",
  "layers",
  "left_out_count",
  "parameter_count",
  "trainable_count",
] as const satisfies readonly (keyof NetworkModel)[];
