import { expect, test } from "vitest";

import { endOfWhole } from "./whole_rows";

test("a box ends below the last row that fits whole", () => {
  expect(endOfWhole([100, 100, 200, 200, 300], 250)).toBe(200);
});

test("a box that holds all rows, or not even one, keeps its height", () => {
  expect(endOfWhole([100, 200], 250)).toBeNull();
  expect(endOfWhole([300], 250)).toBeNull();
});
