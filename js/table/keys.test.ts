import { expect, test } from "vitest";

import { moveOf, rowAfter, useOf, type Key, type Move } from "./keys";

const key = (name: string, held: object = {}): Key => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

test("keys of the browser and the system are left alone", () => {
  expect(moveOf(key("ArrowDown"))).toBe("down");
  expect(moveOf(key("Home", { ctrlKey: true }))).toBeNull();
  expect(moveOf(key("End", { shiftKey: true }))).toBeNull();
  expect(moveOf(key("a"))).toBeNull();
  expect(useOf(key("Enter"))).toBe("open");
  expect(useOf(key("Enter", { shiftKey: true }))).toBeNull();
  expect(useOf(key(" ", { shiftKey: true }))).toBeNull();
  expect(useOf(key("a"))).toBeNull();
});

test.each<[Move, number, number]>([
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
  ["page down", 3, 12],
])("%s leads from row %d to row %d", (meant, from, to) => {
  expect(rowAfter(meant, from, 100, 9)).toBe(to);
});
