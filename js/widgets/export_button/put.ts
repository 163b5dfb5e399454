/** Puts a text into the cell that a button stands below, where the page lets it. */

import { property } from "../../link/property";
import { marked } from "../../link/notebook_cells";

/**
 * Put a text in the place of what a cell says; the editor's undo brings that back.
 *
 * @param key Marks an output of the cell.
 * @returns Whether it is there now.
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
