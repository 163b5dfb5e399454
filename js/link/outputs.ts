/**
 * What stays of a widget in the notebook's file, after the page was reloaded.
 *
 * A page knows which of its outputs have a display id only as long as it is open: an update that the
 * kernel sends later is for nobody. So the kernel also sends it here, and it is put into the outputs
 * of the notebook's model, which JupyterLab and Notebook 7 write to the file. The place is found by the
 * class that such an output carries. Of other front ends nothing is taken for granted.
 */

import { cellsOf, data, html, marked, type Outputs } from "./notebook_cells";

/** One output, as the notebook's format has it. */
export interface Output {
  data: Record<string, string>;
  metadata: Record<string, unknown>;
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
