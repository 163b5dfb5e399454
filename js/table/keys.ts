/** What a key means among the rows. */

export type Command =
  | "up"
  | "down"
  | "page up"
  | "page down"
  | "first"
  | "last"
  | "tick"
  | "open"
  | "in"
  | "out";

const COMMANDS = new Map<string, Command>([
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
  ["PageUp", "page up"],
  ["PageDown", "page down"],
  ["Home", "first"],
  ["End", "last"],
  [" ", "tick"],
  ["Enter", "open"],
  ["ArrowRight", "in"],
  ["ArrowLeft", "out"],
]);

export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Null for keys that mean nothing here, and for those of the browser and the system. */
export function command({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): Command | null {
  return shiftKey || ctrlKey || altKey || metaKey ? null : (COMMANDS.get(key) ?? null);
}

/** The row that a key leads to, from the one at `index`; -1 if no row was one's own yet. */
export function rowAfter(command: Command, index: number, count: number, page: number): number {
  const to = {
    up: index < 0 ? count - 1 : index - 1,
    down: index + 1,
    "page up": index - page,
    "page down": index + page,
    first: 0,
    last: count - 1,
    tick: index,
    open: index,
    in: index,
    out: index,
  }[command];
  return Math.max(0, Math.min(count - 1, to));
}
