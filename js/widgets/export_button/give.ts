/** Gives a text or a file: to the clipboard in the way that the page allows, to a cell, or as a download. */

import { marked } from "../../link/notebook_cells";
import { property } from "../../link/property";
import { element } from "../../shared/element";

/** How long the browser may take to read a download, in milliseconds, before it is released. */
const KEPT = 60_000;

/**
 * Returns whether the text was copied. Pages that are not served over HTTPS have no clipboard, and
 * some frames may not use theirs.
 */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return bySelection(text);
  }
}

/** The old way, which works where the new one is refused. The focus returns to where it was. */
function bySelection(text: string): boolean {
  const before = document.activeElement;
  const field = element("textarea", "", "", { readonly: "", "aria-hidden": "true" });
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) {
      before.focus({ preventScroll: true });
    }
  }
}

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

/** Saves a file as a download of the browser. */
export function save(name: string, mime: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => { URL.revokeObjectURL(address); }, KEPT);
}
