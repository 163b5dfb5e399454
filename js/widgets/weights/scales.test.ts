import { expect, test } from "vitest";

import { onScale } from "./scales";

test("on one scale a unit of small weights is pale", () => {
  const pixels = Int8Array.from([127, -127, 127, 0]);
  expect([...onScale(pixels, Float32Array.from([1, 0.5]))]).toEqual([127, -127, 64, 0]);
  expect([...onScale(new Int8Array(), new Float32Array())]).toEqual([]);
});
