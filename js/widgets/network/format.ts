/** Numbers and texts. */

import type { NetworkModel } from "./model";

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
