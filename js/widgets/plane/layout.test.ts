import { expect, test } from "vitest";

import { layoutOf, partsAt, xOf, yOf } from "./layout";
import { pixelsOf } from "./paint";

const AXIS = { name: "age", low: 10, high: 90, ticks: [], labels: [] };

test("a square fills the room up to its longest side, a curve is wider", () => {
  expect(layoutOf(434, 360, Infinity, true, 1)).toMatchObject({ left: 50, width: 360, height: 360, wide: 422 });
  expect(layoutOf(300, 360, Infinity, true, 1)).toMatchObject({ width: 238, wide: 300 });
  expect(layoutOf(800, 360, Infinity, false, 1)).toMatchObject({ width: 450, height: 315 });
  expect(layoutOf(20, 360, Infinity, true, 1).width).toBe(160);
  expect(layoutOf(800, 360, Infinity, true, 1.6).left).toBe(80);
  expect(layoutOf(800, Infinity, 250, true, 1)).toMatchObject({ width: 200, high: 250 });
});

test("places of the axes are pixels, and pixels parts of the plot", () => {
  const layout = layoutOf(434, 360, Infinity, true, 1);
  expect([xOf(layout, AXIS, 10), xOf(layout, AXIS, 90)]).toEqual([50, 410]);
  expect([yOf(layout, AXIS, 10), yOf(layout, AXIS, 90)]).toEqual([368, 8]);
  expect(partsAt(layout, 50, 368)).toEqual({ x: 0, y: 0 });
  expect(partsAt(layout, 230, 98)).toEqual({ x: 0.5, y: 0.75 });
  expect(partsAt(layout, 49, 98)).toBeNull();
  expect(partsAt(layout, 230, 7)).toBeNull();
});

test("the first row of cells is the lowest", () => {
  const colours = [[1, 2, 3], [4, 5, 6]] as const;
  expect([...pixelsOf([1, 0, 0, 0], 2, colours)]).toEqual([1, 2, 3, 255, 1, 2, 3, 255, 4, 5, 6, 255, 1, 2, 3, 255]);
});
