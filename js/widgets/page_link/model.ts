/** The traits and messages of Python's `PageLink`. A Python test checks that the names are the same. */

import type { Part } from "../../link/bundle";
import type { Output } from "../../link/notebook_cells";
import type { Answer, Question } from "../../link/questions";

/** The synced traits. */
export interface TakenModel {
  /** The number of the last update that asked for an answer. */
  sent: number;
  /** The same number, once this page has drawn the update. */
  taken: number;
}

/** Messages to the kernel. */
export type PageMessage =
  | { type: "hello"; bundles: boolean; keeps: boolean }
  | Question
  | { type: "unbundled" };

/** Messages from the kernel: the answer to a hello or a question, the changes of many widgets, or outputs to keep. */
export type KernelMessage =
  | { type: "welcome"; pulls: boolean }
  | Answer
  /** `count` is the number of the update. */
  | { type: "bundle"; parts: Part[]; count: number }
  /** `file` is the key of a static output. */
  | { type: "keep"; file: string; outputs: [Output, Output?] };
