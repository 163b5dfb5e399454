/** What Python's `AskName` sends and hears. A Python test holds the names equal on both sides. */

/** The synced traits. */
export interface AskNameModel {
  /** Whether the line is there. */
  is_asked: boolean;
  /** What stands in the field when the line comes. */
  suggestion: string;
  /** What the name that stands there now would do. */
  note: string;
  /** Whether the note tells why the name can't be. */
  is_refused: boolean;
  /** Whether the note asks if what has the name is to be replaced. */
  replaces: boolean;
  /** Not used here: ipywidgets' own view reads it beside the tooltip. */
  description: string;
}

/** The traits that change what is shown while the line is there. */
export const TRAITS = ["note", "is_refused", "replaces"] as const satisfies readonly (keyof AskNameModel)[];

/** What the kernel is told. A name travels with what is done with it, so that none is late. */
export type NameMessage = { type: "typed" | "save" | "replace"; name: string } | { type: "cancel" };

/** Characters that a name may have; the kernel says more of those that are too long. */
export const LONGEST = 200;
