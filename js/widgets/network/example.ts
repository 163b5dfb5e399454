/** Small networks for the tests. */

import type { LayerFacts, NetworkModel } from "./model";

export function dense(units: number, activation: string | null, parameters: number): LayerFacts {
  return {
    kind: "Dense",
    text: activation === null ? `${units}` : `${units} ${activation}`,
    units,
    activation,
    output_shape: [units],
    parameter_count: parameters,
    trainable_count: parameters,
  };
}

export function dropout(rate: number, units: number): LayerFacts {
  return {
    kind: "Dropout",
    text: `drop ${rate}`,
    units: null,
    activation: null,
    output_shape: [units],
    parameter_count: 0,
    trainable_count: 0,
  };
}

export function network(layers: LayerFacts[], facts: Partial<NetworkModel> = {}): NetworkModel {
  return {
    name: "",
    description: "784 -> 50 relu -> 10 softmax",
    input_shape: [784],
    layers,
    left_out_count: 0,
    parameter_count: layers.reduce((all, layer) => all + layer.parameter_count, 0),
    trainable_count: layers.reduce((all, layer) => all + layer.trainable_count, 0),
    ...facts,
  };
}

export const mnist = network(
  [dense(50, "relu", 39250), dense(50, "relu", 2550), dense(10, "softmax", 510)],
  { description: "784 -> 2*(50 relu) -> 10 softmax" },
);

/** Dense and dropout in turn, `pairs` times, then an output. */
export function deep(pairs: number, facts: Partial<NetworkModel> = {}): NetworkModel {
  const blocks = Array.from({ length: pairs }, () => [dense(100, "relu", 10100), dropout(0.2, 100)]);
  return network([...blocks.flat(), dense(10, "softmax", 1010)], facts);
}
