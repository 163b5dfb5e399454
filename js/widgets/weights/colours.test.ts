import { expect, test } from "vitest";

import { painted, parsed, type Colour } from "./colours";

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

test("a colour that cannot be read leaves the usual one", () => {
  const usual: Colour = [1, 2, 3];
  expect(parsed("rgb(2, 119, 189)", usual)).toEqual([2, 119, 189]);
  expect(parsed("rgba(2, 119, 189, 0.5)", usual)).toEqual([2, 119, 189]);
  expect(parsed("color(srgb 1 0 0)", usual)).toEqual(usual);
});
