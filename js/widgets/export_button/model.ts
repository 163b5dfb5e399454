/** What Python's `GiveButton` sends and hears. A Python test holds the names equal on both sides. */

/** The synced traits. */
export interface GiveModel {
  label: string;
  tooltip: string;
  /** Not used here: ipywidgets' own view reads it beside the tooltip. */
  description: string;
  /** "cell" puts the text into the cell of `mark`, or copies it where the page has no such cell. */
  kind: "copy" | "file" | "cell";
  /** What is copied, or put into a cell. */
  text: string;
  /** The key of an output of the cell. */
  mark: string;
  /** What the button says for a moment when it is done. */
  done_label: string;
}

/** The traits that change what is shown. The text changes while it trains, which is not seen. */
export const TRAITS = ["label", "tooltip", "kind", "done_label"] as const satisfies
  readonly (keyof GiveModel)[];

/** What a person reads of it. */
export type Words = Pick<GiveModel, (typeof TRAITS)[number]>;

/** Asks the kernel for the file. The key tells this page's answer from that of another. */
export interface Ask {
  type: "give";
  key: string;
}

/** What the kernel answers: a file, whose content comes beside it, or why there is none. */
export type Answer =
  | { type: "file"; key: string; name: string; mime: string }
  | { type: "failed"; key: string; words: string };
