import { expect, test } from "vitest";

import {
  columnsOf, onScale, painted, rowPixels, SHADES, shadesOf, SIZES, UNKNOWN,
} from "./colours";

const PALETTE = { below: [0, 0, 200], zero: [10, 10, 10], above: [200, 0, 0] } as const;

test("0 has the page's colour, and each side its own", () => {
  const pixels = painted(new Int8Array([0, -127, 127, -128]), 1, PALETTE);
  expect([...pixels.slice(0, 4)]).toEqual([10, 10, 10, 255]);
  expect([...pixels.slice(4, 8)]).toEqual([0, 0, 200, 255]);
  expect([...pixels.slice(8, 12)]).toEqual([200, 0, 0, 255]);
  expect([...pixels.slice(12, 16)]).toEqual([0, 0, 200, 255]);
});

test("three numbers are red, green and blue around grey", () => {
  const pixels = painted(new Int8Array([127, 0, -127]), 3, PALETTE);
  expect([...pixels]).toEqual([255, 128, 0, 255]);
});

test("on one scale a unit of small weights is pale", () => {
  const pixels = Int8Array.from([127, -127, 127, 0]);
  expect([...onScale(pixels, Float32Array.from([1, 0.5]))]).toEqual([127, -127, 64, 0]);
  expect([...onScale(new Int8Array(), new Float32Array())]).toEqual([]);
});

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
