/** What a search finds: all of its words, wherever they stand, in any case and either form of an accent. */

import type { Row } from "./model";

/** One letter is one sign, and none is large. */
export function folded(text: string): string {
  return text.toLowerCase().normalize("NFC");
}

/** The words of a search; an arrow may be typed as in a spec. */
export function wordsOf(query: string): string[] {
  return folded(query).replaceAll("->", "→").split(/\s+/u).filter(Boolean);
}

/** All that is searched of a row. Words hold no white space, so none is found across two parts. */
export function textOf(row: Row): string {
  return folded([row.name, row.spec, row.tags.join(" "), row.notes, row.id].join("\n"));
}

export function isFound(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
