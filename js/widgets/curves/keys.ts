/** The commands of the keys over the curves. */

export type Command =
  | "previous"
  | "next"
  | "first"
  | "last"
  | "pan left"
  | "pan right"
  | "in"
  | "out"
  | "whole"
  | "leave";

const PLAIN = new Map<string, Command>([
  ["ArrowLeft", "previous"],
  ["ArrowRight", "next"],
  ["Home", "first"],
  ["End", "last"],
  ["+", "in"],
  ["=", "in"], // the key of + without Shift, on many keyboards
  ["-", "out"],
  ["0", "whole"],
  ["Escape", "leave"],
]);
const SHIFTED = new Map<string, Command>([
  ["ArrowLeft", "pan left"],
  ["ArrowRight", "pan right"],
  ["+", "in"],
]);

export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Null for other keys, and for those of the browser and the system. */
export function command({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): Command | null {
  if (ctrlKey || altKey || metaKey) {
    return null;
  }
  return (shiftKey ? SHIFTED : PLAIN).get(key) ?? null;
}
