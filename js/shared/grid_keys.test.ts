import { expect, it } from "vitest";

import { moved } from "./grid_keys";

it.each([
  ["ArrowRight", 45, 46], ["ArrowLeft", 45, 44], ["ArrowDown", 45, 85], ["ArrowUp", 45, 5], // neighbours
  ["Home", 45, 0], ["End", 45, 99],
  ["ArrowLeft", 0, 0], ["ArrowRight", 99, 99], ["ArrowDown", 75, 75], ["ArrowUp", 5, 5], // it stays on the wall
  ["a", 5, null], // a key of something else
])("%s leads from %i to %s of 100 in rows of 40", (key, from, to) => {
  expect(moved(key, from, 40, 100)).toBe(to);
  expect(moved(key, 0, 40, 0)).toBeNull();
});
