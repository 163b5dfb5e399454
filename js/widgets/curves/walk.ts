/** The keys over the curves, and what they do: move between points, zoom and pan. */

import type { Key } from "../../table/virtual_table";
import { place } from "./reading";
import { beside, closest, holds, panned, walked, width, zoomed, type Line, type Range } from "./points";

type Command =
  | "previous" | "next" | "first" | "last" | "pan left" | "pan right"
  | "in" | "out" | "whole" | "leave";

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

/** What the keys read and change. */
export interface Walk {
  lines: readonly Line[];
  /** The visible curves. */
  range: Range;
  whole: Range;
  isZoomed: boolean;
  /** The cursor's last place, by keys or pointer; null if it had none. */
  at: number | null;
  xWord: string;
  go: (x: number) => void;
  zoom: (window: Range | null) => void;
  announce: (sentence: string) => void;
  /** Returns whether there was a drag or a cursor to leave. */
  giveUp: () => boolean;
  leave: () => boolean;
}

const ZOOM = 0.5;
const STEP = 0.25; // of the width

/** Null for other keys, and for those of the browser and the system. */
export function command({ key, shiftKey, ctrlKey, altKey, metaKey }: Key): Command | null {
  if (ctrlKey || altKey || metaKey) {
    return null;
  }
  return (shiftKey ? SHIFTED : PLAIN).get(key) ?? null;
}

/** Returns whether the command did anything: Escape is passed on once there is nothing to leave. */
export function obey(command: Command, walk: Walk): boolean {
  const { range, whole, isZoomed, at } = walk;
  switch (command) {
    case "previous":
    case "next":
      step(walk, command === "next" ? 1 : -1);
      break;
    case "first":
    case "last":
      goNear(walk, range[command === "last" ? 1 : 0]);
      break;
    case "pan left":
    case "pan right":
      if (isZoomed) {
        zoom(walk, panned(range, command === "pan right" ? STEP : -STEP, whole));
      }
      break;
    case "in":
    case "out": {
      const middle = at !== null && holds(range, at) ? at : (range[0] + range[1]) / 2;
      zoom(walk, zoomed(range, middle, command === "in" ? ZOOM : 1 / ZOOM, whole));
      break;
    }
    case "whole":
      zoom(walk, null);
      break;
    case "leave":
      return escape(walk);
  }
  return true;
}

function step(walk: Walk, side: 1 | -1): void {
  const from = walk.at ?? (side === 1 ? -Infinity : Infinity);
  const next = beside(walked(walk.lines), from, side);
  if (next !== null && holds(walk.range, next)) {
    walk.go(next);
  } else {
    goNear(walk, from);
  }
}

function goNear({ lines, range, go }: Walk, at: number): void {
  const x = closest(walked(lines), at, range);
  if (x !== null) {
    go(x);
  }
}

/** Keeps the cursor visible, if there is a point. */
function zoom(walk: Walk, window: Range | null): void {
  if (window !== null && walk.at !== null && !holds(window, walk.at)) {
    goNear({ ...walk, range: window }, walk.at);
  }
  walk.zoom(window);
  walk.announce(window === null ? "The whole curve" : partWords(window, walk.xWord));
}

function partWords(window: Range, xWord: string): string {
  const [low, high] = window.map((end) => place(end, width(window) / 100));
  return `${xWord}s ${low ?? ""} to ${high ?? ""}`;
}

/** Leaves one thing at a time: a drag, then a zoomed range, then the cursor. */
function escape(walk: Walk): boolean {
  if (walk.giveUp()) {
    return true;
  }
  if (walk.isZoomed) {
    zoom(walk, null);
    return true;
  }
  return walk.leave();
}
