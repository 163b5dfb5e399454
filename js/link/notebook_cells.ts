/**
 * The cells of the notebook that a widget is in, as JupyterLab and Notebook 7 have them.
 *
 * A widget is given its manager, and through it the notebook's model. No other front end promises any of
 * it, so nothing is taken for granted.
 */

import { property } from "./property";

/** The outputs of a cell, as much of JupyterLab's model as this needs. */
export interface Outputs {
  length: number;
  get: (index: number) => unknown;
  set: (index: number, output: unknown) => void;
}

/** An output, and the cell that it stands below. */
export interface Marked {
  cell: unknown;
  all: Outputs;
  index: number;
}

/** Null where a page does not show its cells. */
export function cellsOf(manager: unknown): Iterable<unknown> | null {
  const cells = property(property(property(manager, "context"), "model"), "cells");
  const isList = typeof cells === "object" && cells !== null && Symbol.iterator in cells;
  return isList ? (cells as Iterable<unknown>) : null;
}

/**
 * The outputs that a key of Python's `show_live_and_in_file` marks.
 *
 * @param key Of `dm-file-KEY`, a class in each of them.
 */
export function* marked(manager: unknown, key: string): Generator<Marked> {
  const mark = `"dm-file-${key} `;
  for (const cell of cellsOf(manager) ?? []) {
    const all = property(cell, "outputs");
    for (let index = 0; isOutputs(all) && index < all.length; index += 1) {
      if (html(all, index).includes(mark)) {
        yield { cell, all, index };
      }
    }
  }
}

export function data(all: Outputs, index: number): object {
  const found = property(all.get(index), "data");
  return typeof found === "object" && found !== null ? found : {};
}

/** A file may hold a text as its lines. */
export function html(all: Outputs, index: number): string {
  const text = property(data(all, index), "text/html");
  if (Array.isArray(text)) {
    return text.join("");
  }
  return typeof text === "string" ? text : "";
}

function isOutputs(value: unknown): value is Outputs {
  const isNumber = typeof property(value, "length") === "number";
  return isNumber && ["get", "set"].every((name) => typeof property(value, name) === "function");
}
