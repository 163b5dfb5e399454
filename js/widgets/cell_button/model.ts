/** The traits and messages of Python's `CellButton`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface CellModel {
  label: string;
  /** The label in pages whose cells can't be changed, where the text is copied; empty for the same one. */
  copy_label: string;
  tooltip: string;
  /** Not used here: ipywidgets' own view reads it beside the tooltip. */
  description: string;
  /** What is said before the button; with words, nothing is shown while the text is what the cell holds. */
  words: string;
  /** The text to put into the cell. */
  text: string;
  /** The text that the cell is known to hold; empty: any other is replaced, too. */
  expected: string;
  /** Whether the page is to put the text there without a click. */
  is_wanted: boolean;
}

/** The traits that change what is shown. */
export const TRAITS = ["label", "copy_label", "tooltip", "words", "text", "expected", "is_wanted"] as const satisfies
  readonly (keyof CellModel)[];

/** The cell holds this text now. */
export interface Written {
  type: "written";
  text: string;
}
