import { expect, test } from "vitest";

import { pixelsOf, rgbaOf, type Picture } from "./pixels";

const GREY: Picture = { height: 1, width: 2, channels: 1, is_drawing: false };

test.each([
  ["a photograph has its own colours", GREY, [0, 200], [0, 0, 0, 255, 200, 200, 200, 255]],
  ["red, green and blue as well", { ...GREY, width: 1, channels: 3 }, [7, 8, 9], [7, 8, 9, 255]],
  ["a drawing takes the page's ink", { ...GREY, is_drawing: true }, [0, 200], [1, 2, 3, 0, 1, 2, 3, 200]],
  ["missing bytes are empty", GREY, [9], [9, 9, 9, 255, 0, 0, 0, 0]],
])("%s", (_, form, bytes, pixels) => {
  expect([...rgbaOf(new Uint8Array(bytes), form, [1, 2, 3])]).toEqual(pixels);
});

test("each of several pictures has its own bytes", () => {
  const pictures = { ...GREY, pixels: new DataView(new Uint8Array([1, 2, 3, 4, 5]).buffer) };
  expect([0, 1, 2, 3].map((index) => [...pixelsOf(pictures, index)])).toEqual([[1, 2], [3, 4], [5], []]);
});
