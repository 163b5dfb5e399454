import { marked } from "../../link/notebook_cells";
import { has, property } from "../../link/property";

interface Source {
  getSource: () => string;
  setSource: (text: string) => void;
}

/**
 * Replaces the text of a cell; the editor's undo restores it.
 *
 * @param key Marks an output of the cell.
 * @param expected The text that may be replaced; empty for any.
 * @returns "edited" if the cell holds another text, and "none" if the page lets no cell be changed.
 */
export function replaceSource(
  manager: unknown,
  key: string,
  expected: string,
  text: string,
): "written" | "edited" | "none" {
  for (const { cell } of marked(manager, key)) {
    const source = property(cell, "sharedModel");
    if (has<Source>(source, "getSource", "setSource")) {
      const now = source.getSource();
      if (expected && now !== expected && now !== text) {
        return "edited";
      }
      if (now !== text) {
        source.setSource(text);
      }
      return "written";
    }
  }
  return "none";
}

/** The lines of one text that the other lacks, and the reverse. */
export function difference(before: string, after: string): { gone: string[]; come: string[] } {
  const [old, next] = [before.split("\n"), after.split("\n")];
  return { gone: old.filter((line) => !next.includes(line)), come: next.filter((line) => !old.includes(line)) };
}
