import { expect, test } from "vitest";

import { HEIGHT, linePath, WIDTH } from "./sparkline";

test("the most stands above and the least below, from edge to edge", () => {
  expect(linePath([1, 0.5, 0])).toBe("M3,3L32,13L61,23");
});

test("one value is a dot, none is nothing", () => {
  expect(linePath([0.5])).toBe("M3,13h0");
  expect(linePath([])).toBe("");
});

test("no point lies outside", () => {
  const values = Array.from({ length: 24 }, (_, at) => (at % 7) / 6);
  const points = [...linePath(values).matchAll(/[ML]([\d.]+),([\d.]+)/gu)];
  expect(points).toHaveLength(24);
  for (const [, x, y] of points) {
    expect(Number(x)).toBeLessThan(WIDTH);
    expect(Number(y)).toBeLessThan(HEIGHT);
  }
});
