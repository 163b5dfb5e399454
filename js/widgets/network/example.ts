/** Small networks for the tests, with columns as Python sizes them. */

import type { Column, NetworkModel } from "./model";

const column = (role: Column["role"], words: string[], facts: Partial<Column> = {}): Column => ({
  role,
  words: words.map((line, number) => [line, number === 0 && role === "units" ? 19 : 12]),
  holds_words: true,
  shape: "1",
  parameters: "0",
  sentence: words.join(" "),
  width: 71,
  drawn: [71, 64],
  stack: null,
  window: null,
  ...facts,
});

export function dense(units: number, activation: string): Column {
  return column("units", [String(units), activation], { sentence: `Dense ${units} ${activation}` });
}

export const dropout = column("pass", ["drop", "0.2"], { width: 41, drawn: [41, 38] });

export function image(channels: number, side: number, window: Column["window"] = null): Column {
  const depth = 3 * (channels - 1);
  return column("maps", ["conv", "relu"], {
    holds_words: false,
    width: Math.max(52, side + depth),
    drawn: [side + depth, side + depth],
    stack: { count: channels, width: side, height: side },
    window,
  });
}

export function network(columns: Column[], facts: Partial<NetworkModel> = {}): NetworkModel {
  return { description: "784 -> 10", summary: "3 layers · 42,310 parameters · 169 kB", columns, fold: {}, ...facts };
}

const input = column("input", ["784", "input"]);
export const mnist = network([input, dense(50, "relu"), dense(50, "relu"), dense(10, "softmax")]);

export const lenet = network([
  image(1, 68),
  image(4, 68, [12, 12]),
  image(4, 34, [5, 5]),
  column("pass", ["drop", "0.2"]),
  image(5, 24, [12, 12]),
  image(5, 12, [5, 5]),
  column("vector", ["flatten", "put in"], { holds_words: false, width: 42, drawn: [14, 70] }),
  dense(10, "softmax"),
]);

/** Dense and dropout in turn, `pairs` times, then an output; folded at first. */
export function deep(pairs: number): NetworkModel {
  const blocks = Array.from({ length: pairs }, () => [dense(100, "relu"), dropout]);
  const fold = { first: 9, last: 4, gap: column("gap", ["… 49 more", "layers"]) };
  return network([input, ...blocks.flat(), dense(10, "softmax")], { fold });
}
