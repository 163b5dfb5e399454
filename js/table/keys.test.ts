import { expect, test } from "vitest";

import { command, rowAfter, type Command } from "./keys";

const press = (key: string, held: object = {}): Command | null =>
  command({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

test("keys of the browser and the system are left alone", () => {
  expect(press("ArrowDown")).toBe("down");
  expect(press("Home", { ctrlKey: true })).toBeNull();
  expect(press(" ", { shiftKey: true })).toBeNull();
  expect(press("a")).toBeNull();
});

test.each<[Command, number, number]>([
  ["down", 4, 5],
  ["down", 99, 99],
  ["up", 4, 3],
  ["up", 0, 0],
  ["page down", 95, 99],
  ["page up", 5, 0],
  ["first", 50, 0],
  ["last", 50, 99],
  ["down", -1, 0],
  ["up", -1, 99],
])("%s leads from row %d to row %d", (meant, from, to) => {
  expect(rowAfter(meant, from, 100, 9)).toBe(to);
});
