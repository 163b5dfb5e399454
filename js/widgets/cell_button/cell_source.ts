import { marked } from "../../link/notebook_cells";
import { has, property } from "../../link/property";

/** The text of a cell, in JupyterLab and Notebook 7; the editor's undo restores what was replaced. */
export interface Source {
  getSource: () => string;
  setSource: (text: string) => void;
}

const LIVE = "dm-live-";

/**
 * The text of the cell whose output shows an element: the panel around it has the key of its static output.
 *
 * @returns Undefined if the page has no such cell, or does not let it be changed.
 */
export function sourceOf(manager: unknown, shown: Element): Source | undefined {
  const panel = shown.closest(`[class*="${LIVE}"]`);
  // the last one: a panel may have been shown in other cells before
  const key = [...(panel?.classList ?? [])].findLast((name) => name.startsWith(LIVE))?.slice(LIVE.length);
  if (key === undefined) {
    return undefined;
  }
  const sources = marked(manager, key).map(({ cell }) => property(cell, "sharedModel"));
  return sources.find((source): source is Source => has<Source>(source, "getSource", "setSource"));
}

/** The lines of one text that the other lacks, and the reverse. */
export function difference(before: string, after: string): string[] {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !next.includes(line)).map((line) => `- ${line}`);
  return [...gone, ...next.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)];
}
