/** The traits and messages of Python's `Wall`. A Python test checks that the names are the same. */

import type { Detail, Nothing } from "../../shared/detail_view";
import type { Picture } from "../../shared/pixels";

export interface WallModel {
  form: Form;
  pixels: DataView;
  names: string[];
  /** Their abbreviations below a picture, for each number of letters from one on; or none. */
  captions: string[][];
  /** The legend of the abbreviations, for each number of letters; empty if they are the names. */
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

/** The traits that the wall itself shows. */
export const TRAITS = [
  "form", "pixels", "names", "captions", "legends", "truth", "said", "order", "wrong", "label",
] as const satisfies readonly (keyof WallModel)[];

export interface Form extends Picture {
  count: number;
}

export type Message = { type: "open"; number: number } | { type: "close" };
