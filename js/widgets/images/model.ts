/** The traits and messages of Python's `Wall`. A Python test checks that the names are the same. */

import type { Detail, EmptyDict } from "../../shared/detail_view";
import type { Picture, Pictures } from "../../shared/pixels";

export interface WallModel {
  form: Form;
  pixels: DataView;
  names: string[];
  /** Their abbreviations below a picture, for each number of letters from one on; or none. */
  captions: string[][];
  /** The legend of the abbreviations, for each number of letters; empty if they are the names. */
  legends: string[];
  y_true: DataView;
  y_pred: DataView;
  order: DataView;
  wrong: number;
  label: string;
  detail: Detail | EmptyDict;
  large: DataView;
  large_form: Picture | EmptyDict;
  can_draw: boolean;
  can_change: boolean;
  changed: Pictures | EmptyDict;
}

/** The traits that the wall itself shows. */
export const TRAITS = [
  "form", "pixels", "names", "captions", "legends", "y_true", "y_pred", "order", "wrong", "label",
] as const satisfies readonly (keyof WallModel)[];

export interface Form extends Picture {
  count: number;
}

export type Message =
  { type: "open"; number: number } | { type: "close" } | { type: "draw" } | { type: "change"; is_on: boolean };
