import { expect, test } from "vitest";

import { bytesIn, numbersIn } from "./numbers";

test("numbers are read from any place of a buffer", () => {
  const buffer = new Uint8Array([9, 1, 2, 255, 0]).buffer;
  expect([...numbersIn(new DataView(buffer, 1, 4))]).toEqual([513, 255]);
  expect([...bytesIn(new DataView(buffer, 1, 2))]).toEqual([1, 2]);
});
