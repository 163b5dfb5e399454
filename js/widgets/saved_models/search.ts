/** Finds rows with all words of a search, in any case and with any form of accents. */

import type { Row } from "./model";

/** Composed characters in lower case. */
export function folded(text: string): string {
  return text.toLowerCase().normalize("NFC");
}

/** The words of a search; an arrow may be typed as in a spec. */
export function wordsOf(query: string): string[] {
  return folded(query).replaceAll("->", "→").split(/\s+/u).filter(Boolean);
}

/** The searched text of a row. Words have no white space, so none matches across two parts. */
export function textOf(row: Row): string {
  return folded([row.name, row.spec, row.tags.join(" "), row.notes, row.id].join("\n"));
}

export function isFound(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
