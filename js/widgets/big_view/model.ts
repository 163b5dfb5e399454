/** The traits and messages of Python's `BigViewButton`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface BigViewModel {
  /** The tabs in the grid, in their order; empty while the kernel shows one alone. */
  parts: Part[];
}

export interface Part {
  /** Its number among all tabs, from 0. */
  tab: number;
  title: string;
}

/** Messages to the kernel: so many parts have room, these tabs are seen, they are frozen or not, it is closed. */
export type Message =
  | { type: "open"; count: number }
  | { type: "show"; tabs: number[] }
  | { type: "freeze"; is_frozen: boolean }
  | { type: "close" };
