/** The traits and messages of Python's `GiveButton`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface GiveModel {
  label: string;
  tooltip: string;
  /** Not used here: ipywidgets' own view reads it beside the tooltip. */
  description: string;
  kind: "copy" | "file";
  /** The text to copy. */
  text: string;
  /** The button's label for a moment when it is done. */
  done_label: string;
}

/** The traits that change the button. The text changes during training and is not shown. */
export const TRAITS = ["label", "tooltip", "kind", "done_label"] as const satisfies
  readonly (keyof GiveModel)[];

/** Asks the kernel for the file. The key marks the answer to this page. */
export interface Ask {
  type: "give";
  key: string;
}

/** The kernel's answer: a file, whose content is in the buffers, or the reason why there is none. */
export type Answer =
  | { type: "file"; key: string; name: string; mime: string }
  | { type: "failed"; key: string; words: string };
