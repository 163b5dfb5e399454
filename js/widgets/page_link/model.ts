/** The traits and messages of Python's `Taken`. A Python test checks that the names are the same. */

import type { Part } from "../../link/bundle";
import type { Output } from "../../link/notebook_cells";

/** The synced traits. */
export interface TakenModel {
  /** How many updates the kernel has sent. */
  sent: number;
  /** How many of them this page has drawn. */
  taken: number;
}

/** Messages to the kernel. */
export type PageMessage =
  | { type: "hello"; bundles: boolean; keeps: boolean }
  | { type: "ping"; key: number }
  | { type: "unbundled" };

/** Messages from the kernel: the answer to a ping, the changes of many widgets, or outputs to keep. */
export type KernelMessage =
  | { type: "pong"; key: number }
  | { type: "bundle"; parts: Part[] }
  /** `file` is the key of a static output. */
  | { type: "keep"; file: string; outputs: [Output, Output?] };
