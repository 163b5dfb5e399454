/** What Python's `NetworkDiagram` sends. A Python test holds the names equal on both sides. */

/** One layer, as Python's `layer_facts` writes it. */
export interface LayerFacts {
  /** The Keras class: Dense, BatchNormalization, ... */
  kind: string;
  /** The words of the spec: `50 relu`. */
  text: string;
  /** How many units it computes; null for a layer that only passes on what it gets. */
  units: number | null;
  activation: string | null;
  output_shape: number[];
  parameter_count: number;
  trainable_count: number;
}

/** The synced traits. */
export interface NetworkModel {
  /** The spec's own name, empty if it has none. */
  name: string;
  /** The network as text, read out in place of the drawing. */
  description: string;
  input_shape: number[];
  layers: LayerFacts[];
  /** Layers that were left out in the middle of `layers`, for very long networks. */
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
