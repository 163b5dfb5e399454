import { expect, test } from "vitest";

import { columnsOf, rowPixels, shadesOf, SHADES, SIZES, UNKNOWN } from "./shades";

test("the lowest and the highest value have the colours at the ends", () => {
  const shades = shadesOf(SIZES);
  expect([...shades.subarray(0, 4)]).toEqual([18, 53, 112, 255]);
  expect([...shades.subarray(4 * SHADES, 4 * SHADES + 4)]).toEqual([253, 231, 55, 255]);
  expect([...shades.subarray(4 * UNKNOWN)]).toEqual([0, 0, 0, 0]);
});

test("each pixel has the colour of the nearest point", () => {
  expect([...columnsOf([0.1, 0.5], 10, 0.1)]).toEqual([0, 0, 0, 1, 1, 1, -1, -1, -1, -1]);
  expect([...columnsOf([0], 4, 0.2)]).toEqual([0, -1, -1, -1]);
  expect([...columnsOf([], 2, 0.2)]).toEqual([-1, -1]);
});

test("before the first point and after the last one nothing is drawn", () => {
  const shades = shadesOf([[0, 0, 0], [254, 0, 0]]);
  const pixels = rowPixels(Uint8Array.from([127]), columnsOf([0.5], 3, 0), shades);
  expect([...pixels]).toEqual([0, 0, 0, 0, 127, 0, 0, 255, 0, 0, 0, 0]);
});
