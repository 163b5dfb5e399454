/** What Python's `Wall` sends and hears. A Python test holds the names equal on both sides. */

export interface WallModel {
  form: Form;
  pixels: DataView;
  names: string[];
  /** What stands for them below a picture: for each number of letters, from one on, or none. */
  captions: string[][];
  /** Which of them is of which class, for each number of letters; empty where they are the names. */
  legends: string[];
  truth: DataView;
  said: DataView;
  order: DataView;
  wrong: number;
  label: string;
  detail: Detail | Nothing;
  large: DataView;
  large_form: Picture | Nothing;
}

export const TRAITS = [
  "form",
  "pixels",
  "names",
  "captions",
  "legends",
  "truth",
  "said",
  "order",
  "wrong",
  "label",
  "detail",
  "large",
  "large_form",
] as const satisfies readonly (keyof WallModel)[];

/** An empty dict. */
export type Nothing = Record<string, never>;

export interface Picture {
  height: number;
  width: number;
  /** 1 for grey, 3 for colour. */
  channels: number;
  /** Strokes on an empty ground: drawn in the page's own colour of text. */
  is_drawing: boolean;
}

export interface Form extends Picture {
  count: number;
}

export interface Detail {
  /** The picture's number. */
  number: number;
  /** Where the row stands: "Row 1,234 of x". */
  title: string;
  truth: string;
  said: string;
  is_right: boolean;
  bars: Bar[];
  /** Whose answers these are. */
  moment: string;
}

export interface Bar {
  name: string;
  /** From 0 to 1. */
  chance: number;
  is_true: boolean;
}

export type Message = { type: "open"; number: number } | { type: "close" };

export function isDetail(detail: Detail | Nothing): detail is Detail {
  return typeof detail.number === "number";
}
