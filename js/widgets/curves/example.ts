/** Small curves for the tests. */

import type { Line } from "./points";

export function line(xs: readonly number[], ys: readonly number[], facts: Partial<Line> = {}): Line {
  const points = xs.map((x, index) => ({ x, y: ys[index] ?? NaN }));
  return { name: "training", color: "red", stroke: "solid", isFirm: true, isApart: false, points, ...facts };
}
