/**
 * Writes static outputs into the notebook's file after the page was reloaded.
 *
 * A page forgets the display ids of its outputs when it is reloaded: it ignores updates that the
 * kernel sends later. So the kernel also sends them here, and they are put into the outputs of the
 * notebook's model, which JupyterLab and Notebook 7 write to the file. The place is found by the
 * class of the output. Other front ends may lack any of this, so every property is checked.
 */

import { cellsOf, data, html, marked, type Outputs } from "./notebook_cells";

/** One output, as the notebook's format has it. */
export interface Output {
  data: Record<string, string>;
  metadata: Record<string, unknown>;
}

const EMPTY = "<span></span>";

/** Whether a page can write outputs into its notebook. */
export function canKeep(manager: unknown): boolean {
  return cellsOf(manager) !== null;
}

/**
 * Replaces the outputs that a key marks.
 *
 * @param key Of `dm-file-KEY`, a class in the first of them.
 * @param outputs The text, and the picture below it if there is one.
 */
export function keep(manager: unknown, key: string, outputs: readonly Output[]): void {
  for (const { all, index } of marked(manager, key)) {
    put(all, index, outputs);
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
