/** The columns of the drawing, from left to right: the input, layers, and a gap; numbers and texts. */

import type { LayerFacts, LayerRole, NetworkModel } from "./model";

export type ColumnRole = LayerRole | "input" | "gap";

/** What is drawn: text in a box, stacked planes or a bar above text, or text only. */
export type Form = "box" | "planes" | "bar" | "mark";

export interface Column {
  role: ColumnRole;
  form: Form;
  /** Position among the layers of the model; -1 for the input and the gap. */
  index: number;
  head: string;
  under: string[];
  /** The output shape, which sets the drawing's size. Empty for the gap. */
  sizes: number[];
  /** Height and width of the window that it moves over the planes before it. */
  kernel: number[] | null;
  shape: string;
  parameters: string;
  sentence: string;
}

/** Longer networks show only their ends until they are unfolded. */
export const MOST_AT_ONCE = 24;
const FIRST_SHOWN = 8;
const LAST_SHOWN = 4;

const FORMS: Record<LayerRole, Form> = { units: "box", maps: "planes", vector: "bar", pass: "mark" };

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

/** Whether the network is too long to show whole at first. */
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
  const isImage = model.input_shape.length > 1;
  return {
    role: "input",
    form: isImage ? "planes" : "box",
    index: -1,
    head: isImage ? "input" : text,
    under: isImage ? [] : ["input"],
    sizes: model.input_shape,
    kernel: null,
    shape: text,
    parameters: "",
    sentence: `Input: ${text}`,
  };
}

function layerColumn(layer: LayerFacts, index: number): Column {
  return {
    role: layer.role,
    form: FORMS[layer.role],
    index,
    head: layer.head,
    under: layer.under,
    sizes: layer.output_shape,
    kernel: layer.kernel,
    shape: shape(layer.output_shape),
    parameters: count(layer.parameter_count),
    sentence: layer.sentence,
  };
}

function gapColumn(model: NetworkModel, shown: LayerFacts[], hidden: number): Column {
  const inside = shown.reduce((rest, layer) => rest - layer.parameter_count, model.parameter_count);
  return {
    role: "gap",
    form: "mark",
    index: -1,
    head: `… ${count(hidden)} more`,
    under: [hidden === 1 ? "layer" : "layers"],
    sizes: [],
    kernel: null,
    shape: "",
    parameters: count(inside),
    sentence: `${counted(hidden, "more layer")}, ${counted(inside, "parameter")}`,
  };
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

export function shape(sizes: readonly number[]): string {
  return sizes.map(count).join(" × ");
}

/** `1 layer`, `2 layers`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** The memory of 32-bit parameters: `169 kB`, `1.2 MB`. */
export function memory(parameters: number): string {
  const bytes = parameters * 4;
  for (const [unit, scale] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]] as const) {
    if (bytes >= scale) {
      return `${String(Number((bytes / scale).toPrecision(bytes < 10 * scale ? 2 : 3)))} ${unit}`;
    }
  }
  return `${String(bytes)} bytes`;
}

function parameters(all: number, trainable: number): string {
  const total = `${counted(all, "parameter")} · ${memory(all)}`;
  return trainable === all ? total : `${total} (${count(trainable)} trainable)`;
}

/** The whole network in a sentence, with its name if it has one. */
export function networkSentence(model: NetworkModel): string {
  const layers = counted(model.layers.length + model.left_out_count, "layer");
  const counts = `${layers} · ${parameters(model.parameter_count, model.trainable_count)}`;
  return model.name === "" ? counts : `${model.name} · ${counts}`;
}

/** The text cut to a width, with an ellipsis. */
export function fitted(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) {
    return text;
  }
  const letters = Array.from(text);
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${letters.slice(0, middle).join("")}…`) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return `${letters.slice(0, low).join("")}…`;
}
