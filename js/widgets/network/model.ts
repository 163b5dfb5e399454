/** The traits of Python's `NetworkDiagram`. A Python test checks that the names are the same. */

/** The input, a layer, or the gap for hidden layers: as Python sizes it, in pixels. */
export interface Column {
  /** How it is drawn: also a CSS class. */
  role: "input" | "units" | "maps" | "vector" | "pass" | "gap";
  /** The lines of its text, each with its font size; the first is the head. */
  words: [string, number][];
  /** Whether the text is inside the drawing, not below it. */
  holds_words: boolean;
  shape: string;
  parameters: string;
  /** For the tooltip, the line below and a screen reader. */
  sentence: string;
  /** The width of the whole column: wider than the drawing if the texts below are. */
  width: number;
  /** Width and height of what is drawn: a box, a frame around planes, a bar. */
  drawn: [number, number];
  /** Feature maps; the front plane is at the lower left. */
  stack: Stack | null;
  /** Width and height of the kernel on the front plane of the last image before it. */
  window: [number, number] | null;
}

/** Stacked planes, with the width and height of one. */
export interface Stack {
  count: number;
  width: number;
  height: number;
}

/** How a long network is shown at first. */
export interface Fold {
  first: number;
  last: number;
  gap: Column;
}

/** The synced traits. */
export interface NetworkModel {
  /** The network as text, for screen readers. */
  description: string;
  /** Its name, and how many layers and parameters it has. */
  summary: string;
  columns: Column[];
  /** Empty for a network that is never folded. */
  fold: Partial<Fold>;
}

/** The traits that change the drawing. */
export const TRAITS = ["description", "summary", "columns", "fold"] as const satisfies readonly (keyof NetworkModel)[];
