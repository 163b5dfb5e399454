import { expect, test } from "vitest";

import { rgbOf } from "./colours";

test("a colour is read as the page writes it", () => {
  expect(rgbOf("rgb(10, 20, 30)")).toEqual([10, 20, 30]);
  expect(rgbOf("color(srgb 1 0.2 0)")).toEqual([255, 51, 0]);
  expect(rgbOf("rgba(1, 2, 3, 0.5)")).toEqual([1, 2, 3]);
});
