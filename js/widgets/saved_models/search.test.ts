import { expect, test } from "vitest";

import { row } from "./example";
import { isFound, textOf, wordsOf } from "./search";

const wide = row("wide.keras", {
  id: "00c0ffee",
  name: "Wide Café",
  spec: "784 → 200 relu → 10 softmax",
  tags: ["best", "two words"],
  notes: "the First\nthat works",
});

const finds = (query: string): boolean => isFound(textOf(wide), wordsOf(query));

test.each(["wide", "WIDE", "200 relu", "best", "first", "00c0", "words two", "works wide softmax", "", "  "])(
  "%j is found in name, spec, tags, notes or id",
  (query) => {
    expect(finds(query)).toBe(true);
  },
);

test.each(["narrow", "wide narrow", "first relux"])("%j is not: every word has to be there", (query) => {
  expect(finds(query)).toBe(false);
});

test("both forms of an accent are one", () => {
  expect(finds("cafe\u0301")).toBe(true);
  expect(finds("CAFÉ")).toBe(true);
  expect(finds("cafe.")).toBe(false);
});

test("an arrow may be typed", () => {
  expect(finds("784 -> 200 relu")).toBe(true);
});

test("no word is found across two parts", () => {
  expect(isFound(textOf(row("a", { name: "ab", spec: "cd" })), wordsOf("bc"))).toBe(false);
});
