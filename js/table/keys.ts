/** The commands of the keys in the table. */

/** Moves to another row. */
export type Move = "up" | "down" | "page up" | "page down" | "first" | "last";
/** Acts on the active row. */
export type Use = "tick" | "open" | "in" | "out";


const MOVES = new Map<string, Move>([
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
  ["PageUp", "page up"],
  ["PageDown", "page down"],
  ["Home", "first"],
  ["End", "last"],
]);
const USES = new Map<string, Use>([
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

/** Null for other keys, and for those of the browser and the system. */
export function moveOf(pressed: Key): Move | null {
  return isPlain(pressed) ? (MOVES.get(pressed.key) ?? null) : null;
}

/** Null for other keys, and for those of the browser and the system. */
export function useOf(pressed: Key): Use | null {
  return isPlain(pressed) ? (USES.get(pressed.key) ?? null) : null;
}

/** The row that a key moves to from `index`, which is -1 if no row was active. */
export function rowAfter(move: Move, index: number, count: number, page: number): number {
  const to = {
    up: index < 0 ? count - 1 : index - 1,
    down: index + 1,
    "page up": index - page,
    "page down": index + page,
    first: 0,
    last: count - 1,
  }[move];
  return Math.max(0, Math.min(count - 1, to));
}

function isPlain({ shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
  return !(shiftKey || ctrlKey || altKey || metaKey);
}
