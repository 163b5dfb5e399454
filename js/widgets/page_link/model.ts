/** What Python's `Taken` sends and hears. A Python test holds the names equal on both sides. */

import type { Part } from "../../link/bundle";
import type { Output } from "../../link/outputs";

/** The synced traits. */
export interface TakenModel {
  /** How many updates the kernel has sent. */
  sent: number;
  /** How many of them this page has drawn. */
  taken: number;
}

/** What a page says to the kernel. */
export type PageMessage =
  | { type: "hello"; bundles: boolean; keeps: boolean }
  | { type: "ping"; key: number }
  | { type: "unbundled" };

/** What the kernel says: that it has heard a ping, the changes of many widgets, or what is to be kept. */
export interface KernelMessage {
  type: string;
  key?: number;
  parts?: Part[];
  /** Of what stays in the file. */
  file?: string;
  outputs?: Output[];
}
