/** Numbers and words as a person would write them. */

import type { LayerFacts, NetworkModel } from "./model";

/** The two lines inside a layer's box. */
export interface Words {
  head: string;
  under: string;
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

/** Units over activation; for a layer without units its word over its options. */
export function layerWords(layer: LayerFacts): Words {
  if (layer.units !== null) {
    return { head: count(layer.units), under: layer.activation ?? "" };
  }
  const [head, rest] = splitAtFirst(layer.text, /[\s(]/);
  return { head, under: rest.replace(/\)$/, "") };
}

function splitAtFirst(text: string, separator: RegExp): [string, string] {
  const at = text.search(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** One layer in a sentence: for its tooltip, for a screen reader, and for the line below. */
export function layerSentence(layer: LayerFacts): string {
  const named = layer.units === null ? layer.kind : `${layer.kind} ${layer.text}`;
  const detail = layer.units === null && layer.text !== "" ? `${named} (${layer.text})` : named;
  return `${detail}: output ${shape(layer.output_shape)}, ${layerParameters(layer)}`;
}

function layerParameters(layer: LayerFacts): string {
  if (layer.parameter_count === 0) {
    return "no parameters";
  }
  return parameters(layer.parameter_count, layer.trainable_count);
}

function parameters(all: number, trainable: number): string {
  const total = counted(all, "parameter");
  return trainable === all ? total : `${total} (${count(trainable)} trainable)`;
}

/** The whole network in a sentence. */
export function networkSentence(model: NetworkModel): string {
  const layers = counted(model.layers.length + model.left_out_count, "layer");
  return `${layers} · ${parameters(model.parameter_count, model.trainable_count)}`;
}

/** The text that fits into a width, with an ellipsis where it was cut. */
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
