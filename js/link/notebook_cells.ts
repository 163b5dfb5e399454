/**
 * The cells of a widget's notebook, in JupyterLab and Notebook 7.
 *
 * A widget gets its manager, and through it the notebook's model. Other front ends may lack any of
 * this, so every property is checked.
 */

import { property } from "./property";

/** The outputs of a cell: the part of JupyterLab's model that is used here. */
export interface Outputs {
  length: number;
  get: (index: number) => unknown;
  set: (index: number, output: unknown) => void;
}

/** An output and its cell. */
export interface Marked {
  cell: unknown;
  all: Outputs;
  index: number;
}

/** Null if the page gives no access to its cells. */
export function cellsOf(manager: unknown): Iterable<unknown> | null {
  const cells = property(property(property(manager, "context"), "model"), "cells");
  const isList = typeof cells === "object" && cells !== null && Symbol.iterator in cells;
  return isList ? (cells as Iterable<unknown>) : null;
}

/**
 * The outputs that a key of Python's `show_with_static_output` marks.
 *
 * @param key The KEY of `dm-file-KEY`, a class in each of them.
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

/** A file may store a text as a list of lines. */
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
