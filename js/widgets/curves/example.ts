/** Small curves for the tests. */

import type { Line } from "./points";

export function line(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  facts: Partial<Omit<Line, "x" | "y">> = {},
): Line {
  return { name: "training", color: "red", stroke: "solid", isFirm: true, isApart: false, ...facts, x, y };
}
