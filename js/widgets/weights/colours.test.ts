import { expect, test } from "vitest";

import { columnsOf, painted, rowPixels, SHADES, shadesOf, SIZES, UNKNOWN } from "./colours";

const TILES = shadesOf([[0, 0, 200], [10, 10, 10], [200, 0, 0]]);

test("0 has the page's colour, and each side its own; on the scale of larger weights they are pale", () => {
  const pixels = painted(new Int8Array([0, -127, 127, -128]), 1, 1, TILES);
  expect([...pixels]).toEqual([10, 10, 10, 255, 0, 0, 200, 255, 200, 0, 0, 255, 0, 0, 200, 255]);
  expect(painted(new Int8Array([127, 0]), 1, 0.5, TILES)).toEqual(painted(new Int8Array([64, 0]), 1, 1, TILES));
});

test("three numbers are red, green and blue around grey", () => {
  expect([...painted(new Int8Array([127, 0, -127]), 3, 1, TILES)]).toEqual([255, 128, 0, 255]);
  expect([...painted(new Int8Array([127, 0, -127]), 3, 0, TILES)]).toEqual([128, 128, 128, 255]);
});

test("the lowest and the highest value have the colours at the ends, and an unknown one none", () => {
  const ends = rowPixels(Uint8Array.from([0, SHADES, UNKNOWN]), Int32Array.from([0, 1, 2]), shadesOf(SIZES));
  expect([...ends]).toEqual([18, 53, 112, 255, 253, 231, 55, 255, 0, 0, 0, 0]);
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
