/** What Python's `Wall` sends and hears. A Python test holds the names equal on both sides. */

import type { Detail, Nothing } from "../../shared/detail";
import type { Picture } from "../../shared/pixels";

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

export interface Form extends Picture {
  count: number;
}

export type Message = { type: "open"; number: number } | { type: "close" };
