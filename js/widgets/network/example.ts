/** Small networks for the tests. */

import type { LayerFacts, NetworkModel } from "./model";

const plain = { under: [], sentence: "", kernel: null, parameter_count: 0 };

export function dense(units: number, activation: string | null, parameters: number): LayerFacts {
  const text = activation === null ? `${units}` : `${units} ${activation}`;
  return {
    role: "units",
    head: units.toLocaleString("en-US"),
    under: activation === null ? [] : [activation],
    sentence: `Dense ${text}: output ${units}, ${parameters.toLocaleString("en-US")} parameters`,
    kernel: null,
    output_shape: [units],
    parameter_count: parameters,
  };
}

export function dropout(rate: number, sizes: number[]): LayerFacts {
  return { ...plain, role: "pass", head: "drop", under: [String(rate)], output_shape: sizes };
}

export function conv(filters: number, kernel: number[], sizes: number[]): LayerFacts {
  return {
    ...plain,
    role: "maps",
    head: `conv ${filters}`,
    under: [kernel.join(" × "), "relu"],
    kernel,
    output_shape: [...sizes, filters],
    parameter_count: filters * 10,
  };
}

export function flatten(size: number): LayerFacts {
  return { ...plain, role: "vector", head: "flatten", under: ["put in"], output_shape: [size] };
}

export function network(layers: LayerFacts[], facts: Partial<NetworkModel> = {}): NetworkModel {
  return {
    name: "",
    description: "784 -> 50 relu -> 10 softmax",
    input_shape: [784],
    layers,
    left_out_count: 0,
    parameter_count: layers.reduce((all, layer) => all + layer.parameter_count, 0),
    trainable_count: layers.reduce((all, layer) => all + layer.parameter_count, 0),
    ...facts,
  };
}

export const mnist = network(
  [dense(50, "relu", 39250), dense(50, "relu", 2550), dense(10, "softmax", 510)],
  { description: "784 -> 2*(50 relu) -> 10 softmax" },
);

export const lenet = network(
  [
    conv(6, [5, 5], [28, 28]),
    conv(6, [2, 2], [14, 14]),
    dropout(0.2, [14, 14, 6]),
    conv(16, [5, 5], [10, 10]),
    conv(16, [2, 2], [5, 5]),
    flatten(400),
    dense(120, "tanh", 48120),
    dense(10, "softmax", 1210),
  ],
  { input_shape: [28, 28, 1] },
);

/** Dense and dropout in turn, `pairs` times, then an output. */
export function deep(pairs: number, facts: Partial<NetworkModel> = {}): NetworkModel {
  const pair = (): LayerFacts[] => [dense(100, "relu", 10100), dropout(0.2, [100])];
  const blocks = Array.from({ length: pairs }, pair);
  return network([...blocks.flat(), dense(10, "softmax", 1010)], facts);
}
