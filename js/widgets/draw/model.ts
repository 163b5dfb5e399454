/** The traits and messages of Python's `Pad`. A Python test checks that the names are the same. */

import type { NamedBar } from "../../shared/bars";
import type { EmptyDict } from "../../shared/detail_view";
import type { Picture } from "../../shared/pixels";

export interface PadModel {
  form: Picture;
  /** Whether the pad sends ink, one byte a pixel, and can be fitted; else colours. */
  has_ground: boolean;
  is_light_on_dark: boolean;
  /** What lies below the drawing: ink or colours; empty without an image. */
  base: DataView;
  base_size: number[];
  base_number: number;
  answered: number;
  is_fitted: boolean;
  answer: Answer | EmptyDict;
  picture: DataView;
  similar_pictures: DataView;
}

export interface Answer {
  /** Empty for an empty pad. */
  words: string;
  bars: NamedBar[];
  note: string;
  caption: string;
  similar: Similar[];
  refusal: string;
}

export interface Similar {
  label: string;
  row: string;
}

export type Message =
  | { type: "draw"; number: number; pixels: string; is_done: boolean }
  | { type: "show_base"; number: number }
  | { type: "paste"; pixels: string; height: number; width: number }
  | { type: "fit"; is_fitted: boolean }
  | { type: "restore" };
