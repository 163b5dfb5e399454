/**
 * The cells of a widget's notebook, in JupyterLab and Notebook 7, and the outputs in its file.
 *
 * A widget gets its manager, and through it the notebook's model. Other front ends may lack any of
 * this, so every property is checked.
 *
 * A page forgets the display ids of its outputs when it is reloaded: it ignores updates that the
 * kernel sends later. So the kernel also sends them here, and they are put into the outputs of the
 * notebook's model, which goes to the file. The place is found by the class of the output.
 */

import { findsModels } from "./bundle";
import { has, isObject, property } from "./property";

/** The outputs of a cell: the part of JupyterLab's model that is used here. */
interface Outputs {
  length: number;
  get: (index: number) => unknown;
  set: (index: number, output: unknown) => void;
}

/** An output and its cell. */
interface Place {
  cell: unknown;
  all: Outputs;
  index: number;
}

/** One output, as the notebook's format has it. */
export interface Output {
  data: Record<string, string>;
  metadata: Record<string, unknown>;
}

const EMPTY = "<span></span>";
const WIDGET = "application/vnd.jupyter.widget-view+json";
const NOT_FOUND = "Error displaying widget: model not found";

/** Undefined if the page gives no access to its cells. */
function cellsOf(manager: unknown): Iterable<unknown> | undefined {
  const cells = property(manager, "context", "model", "cells");
  return has<Iterable<unknown>>(cells, Symbol.iterator) ? cells : undefined;
}

function* outputsOf(manager: unknown): Generator<Place> {
  for (const cell of cellsOf(manager) ?? []) {
    const all = property(cell, "outputs");
    for (let index = 0; has<Outputs>(all, "get", "set") && index < all.length; index += 1) {
      yield { cell, all, index };
    }
  }
}

/**
 * The outputs that a key of Python's `show_with_static_output` marks.
 *
 * @param key The KEY of `dm-file-KEY`, a class in each of them.
 */
export function marked(manager: unknown, key: string): Place[] {
  return [...outputsOf(manager)].filter(({ all, index }) => html(all.get(index)).includes(`"dm-file-${key} `));
}

/** A file may store a text as a list of lines. */
function html(output: unknown): string {
  return [property(output, "data", "text/html")].flat().join("");
}

/** Whether a page can write outputs into its notebook. */
export function canKeep(manager: unknown): boolean {
  return cellsOf(manager) !== undefined;
}

/**
 * Replaces the outputs that a key marks.
 *
 * @param key Of `dm-file-KEY`, a class in the first of them.
 * @param outputs The text, and the picture below it if there is one.
 */
export function keep(manager: unknown, key: string, [words, picture]: readonly [Output, Output?]): void {
  for (const { all, index } of marked(manager, key)) {
    all.set(index, { output_type: "display_data", ...words });
    const below = all.get(index + 1);
    const isPlace = property(below, "data", "image/png") !== undefined || html(below) === EMPTY;
    if (picture !== undefined && isPlace) {
      all.set(index + 1, { output_type: "display_data", ...picture });
    }
  }
}

/**
 * Shows our widgets that a reloaded page has given up on.
 *
 * ipywidgets 8.1.9 looks for the model of an output each tenth of a second for two seconds, and
 * then shows an error, even if the model has arrived since it last looked. An output that is set
 * again is drawn again.
 */
export async function showLost(manager: unknown): Promise<void> {
  const shown = [...document.querySelectorAll(".jp-OutputArea-output.jupyter-widgets")];
  if (!shown.some(({ textContent }) => textContent === NOT_FOUND) || !findsModels(manager)) {
    return;
  }
  for (const { all, index } of outputsOf(manager)) {
    const id = property(all.get(index), "data", WIDGET, "model_id");
    if (typeof id === "string" && html(all.get(index + 1)).includes('"dm-file-')) {
      const views = property(await manager.get_model(id).catch(() => null), "views");
      if (isObject(views) && Object.keys(views).length === 0) {
        all.set(index, (all.get(index) as { toJSON: () => object }).toJSON());
      }
    }
  }
}
