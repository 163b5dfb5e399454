import { expect, test } from "vitest";

import { imageOf, rgbaOf } from "./pixels";

test("a drawing takes the page's ink, a photograph its own colours", () => {
  const grey = { height: 1, width: 2, channels: 1 };
  const ink = [1, 2, 3] as const;
  const pixels = new Uint8Array([0, 200]);
  expect([...rgbaOf(pixels, { ...grey, is_drawing: true }, ink)]).toEqual([1, 2, 3, 0, 1, 2, 3, 200]);
  expect([...rgbaOf(pixels, { ...grey, is_drawing: false }, ink)]).toEqual([
    0, 0, 0, 255, 200, 200, 200, 255,
  ]);
  const colour = { height: 1, width: 1, channels: 3, is_drawing: false };
  expect([...rgbaOf(new Uint8Array([7, 8, 9]), colour, ink)]).toEqual([7, 8, 9, 255]);
});

test("bytes become pixels: drawings in the colour of text, others as they are; missing ones none", () => {
  const grey = {
    height: 1, width: 1, channels: 1, is_drawing: false, pixels: new DataView(new Uint8Array([9, 7]).buffer),
  };
  const ink = [1, 2, 3] as const;
  expect(imageOf(grey, 1, ink)).toEqual(new Uint8ClampedArray([7, 7, 7, 255]));
  expect(imageOf(grey, 2, ink)).toBeNull();
  expect(imageOf({ ...grey, is_drawing: true }, 1, ink)).toEqual(new Uint8ClampedArray([1, 2, 3, 7]));
  const coloured = { ...grey, channels: 3, pixels: new DataView(new Uint8Array([1, 2, 3]).buffer) };
  expect(imageOf(coloured, 0, ink)).toEqual(new Uint8ClampedArray([1, 2, 3, 255]));
});
