/** The traits and messages of Python's `AskName`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface AskNameModel {
  /** Whether the line is shown. */
  is_asked: boolean;
  /** The field's text when the line appears. */
  suggestion: string;
  /** What saving under the typed name would do. */
  note: string;
  /** Whether the note says why the name is not allowed. */
  is_refused: boolean;
  /** Whether the note asks to replace the model of that name. */
  replaces: boolean;
  /** Not used here: ipywidgets' own view reads it beside the tooltip. */
  description: string;
}

/** The traits that change the visible line. */
export const TRAITS = ["is_asked", "note", "is_refused", "replaces"] as const satisfies readonly (keyof AskNameModel)[];

/** The messages to the kernel. Each carries the name, so that none is out of date. */
export type NameMessage = { type: "typed" | "save" | "replace"; name: string } | { type: "cancel" };

/** Characters that a name may have; the kernel explains names that are too long. */
export const LONGEST = 200;
