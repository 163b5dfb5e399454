/** What Python's `Taken` sends and hears. A Python test holds the names equal on both sides. */

/** The synced traits. */
export interface TakenModel {
  /** How many updates the kernel has sent. */
  sent: number;
  /** How many of them this page has drawn. */
  taken: number;
}

/** What a page says to the kernel. */
export type Said = { type: "hello" } | { type: "ping"; key: number };

/** What the kernel says: as yet only that it has heard a ping. */
export interface Heard {
  type: string;
  key?: number;
}
