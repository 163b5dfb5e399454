/**
 * What stays of a widget in the notebook's file, after the page was reloaded.
 *
 * A page knows which of its outputs have a display id only as long as it is open: an update that the
 * kernel sends later is for nobody. So the kernel also sends it here, and it is put into the outputs
 * of the notebook's model, which JupyterLab and Notebook 7 write to the file. The place is found by the
 * class that such an output carries. Of other front ends nothing is taken for granted.
 */

import { property } from "./property";

/** One output, as the notebook's format has it. */
export interface Output {
  data: Record<string, string>;
  metadata: Record<string, unknown>;
}

/** The outputs of a cell, as much of JupyterLab's model as this needs. */
interface Outputs {
  length: number;
  get: (index: number) => unknown;
  set: (index: number, output: unknown) => void;
}

const EMPTY = "<span></span>";

/** Whether a page can put outputs into its notebook. */
export function canKeep(manager: unknown): boolean {
  return cellsOf(manager) !== null;
}

/**
 * Put outputs in the place of those that a key marks.
 *
 * @param key Of `dm-file-KEY`, a class in the first of them.
 * @param outputs The words, and the picture below them if there is one.
 */
export function keep(manager: unknown, key: string, outputs: readonly Output[]): void {
  const mark = `"dm-file-${key} `;
  for (const cell of cellsOf(manager) ?? []) {
    const all = property(cell, "outputs");
    if (!isOutputs(all)) {
      continue;
    }
    for (let index = 0; index < all.length; index += 1) {
      if (html(all, index).includes(mark)) {
        put(all, index, outputs);
      }
    }
  }
}

function put(all: Outputs, index: number, [words, picture]: readonly Output[]): void {
  if (words !== undefined) {
    all.set(index, { output_type: "display_data", ...words });
  }
  const isPlace = index + 1 < all.length && ("image/png" in data(all, index + 1) || html(all, index + 1) === EMPTY);
  if (picture !== undefined && isPlace) {
    all.set(index + 1, { output_type: "display_data", ...picture });
  }
}

function cellsOf(manager: unknown): Iterable<unknown> | null {
  const cells = property(property(property(manager, "context"), "model"), "cells");
  const isList = typeof cells === "object" && cells !== null && Symbol.iterator in cells;
  return isList ? (cells as Iterable<unknown>) : null;
}

function isOutputs(value: unknown): value is Outputs {
  const isNumber = typeof property(value, "length") === "number";
  return isNumber && ["get", "set"].every((name) => typeof property(value, name) === "function");
}

function data(all: Outputs, index: number): object {
  const found = property(all.get(index), "data");
  return typeof found === "object" && found !== null ? found : {};
}

/** A file may hold a text as its lines. */
function html(all: Outputs, index: number): string {
  const text = property(data(all, index), "text/html");
  if (Array.isArray(text)) {
    return text.join("");
  }
  return typeof text === "string" ? text : "";
}
