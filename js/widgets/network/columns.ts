/** What stands in the drawing from left to right: the input, layers, and a gap for those hidden. */

import { count, counted, layerSentence, layerWords, shape } from "./format";
import type { LayerFacts, NetworkModel } from "./model";

export type ColumnRole = "input" | "units" | "pass" | "gap";

export interface Column {
  role: ColumnRole;
  /** Position among the layers of the model; -1 for the input and the gap. */
  index: number;
  head: string;
  under: string;
  /** Numbers that come out of it: its height hints at them. */
  size: number;
  shape: string;
  parameters: string;
  sentence: string;
}

/** Longer networks show only their ends until a person asks for the rest. */
export const MOST_AT_ONCE = 12;
const FIRST_SHOWN = 5;
const LAST_SHOWN = 3;

export function columns(model: NetworkModel, expanded: boolean): Column[] {
  const layers = model.layers.map(layerColumn);
  const hidden = hiddenRange(model, expanded);
  if (hidden === null) {
    return [inputColumn(model), ...layers];
  }
  const [from, to] = hidden;
  const shown = [...model.layers.slice(0, from), ...model.layers.slice(to)];
  const gap = gapColumn(model, shown, to - from + model.left_out_count);
  return [inputColumn(model), ...layers.slice(0, from), gap, ...layers.slice(to)];
}

/** Whether there is more to show than is shown at first. */
export function canExpand(model: NetworkModel): boolean {
  return model.layers.length > MOST_AT_ONCE;
}

/** The layers that the gap stands for, as a half-open range; null if there is no gap. */
function hiddenRange(model: NetworkModel, expanded: boolean): [number, number] | null {
  if (canExpand(model) && !expanded) {
    return [FIRST_SHOWN, model.layers.length - LAST_SHOWN];
  }
  const middle = Math.floor(model.layers.length / 2);
  return model.left_out_count > 0 ? [middle, middle] : null;
}

function inputColumn(model: NetworkModel): Column {
  const text = shape(model.input_shape);
  return {
    role: "input",
    index: -1,
    head: text,
    under: "input",
    size: product(model.input_shape),
    shape: text,
    parameters: "",
    sentence: `Input: ${text}`,
  };
}

function layerColumn(layer: LayerFacts, index: number): Column {
  return {
    role: layer.units === null ? "pass" : "units",
    index,
    ...layerWords(layer),
    size: product(layer.output_shape),
    shape: shape(layer.output_shape),
    parameters: count(layer.parameter_count),
    sentence: layerSentence(layer),
  };
}

function gapColumn(model: NetworkModel, shown: LayerFacts[], hidden: number): Column {
  const inside = shown.reduce((rest, layer) => rest - layer.parameter_count, model.parameter_count);
  const head = `… ${count(hidden)} more`;
  const under = hidden === 1 ? "layer" : "layers";
  const sentence = `${counted(hidden, "more layer")}, ${counted(inside, "parameter")}`;
  const parameters = count(inside);
  return { role: "gap", index: -1, head, under, size: 0, shape: "", parameters, sentence };
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
