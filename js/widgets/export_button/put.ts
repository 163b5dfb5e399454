/** Puts a text into the cell above a button, if the page allows it. */

import { property } from "../../link/property";
import { marked } from "../../link/notebook_cells";

/**
 * Replaces the text of a cell; the editor's undo restores it.
 *
 * @param key Marks an output of the cell.
 * @returns Whether the cell was changed.
 */
export function putInCell(manager: unknown, key: string, text: string): boolean {
  for (const { cell } of marked(manager, key)) {
    const source = property(cell, "sharedModel");
    const setSource = property(source, "setSource");
    if (typeof setSource === "function") {
      setSource.call(source, text);
      return true;
    }
  }
  return false;
}
