import { expect, test } from "vitest";

import { cell, row } from "./example";
import { NEWEST_FIRST, orderAfter, sorted, type Sortable } from "./sort";

const ROWS = [
  row("b", { name: "model 10", parameters: 5, validation: cell("0.9", 0.9), saved: cell("", 3) }),
  row("a", { name: "Model 9", parameters: null, validation: cell(), spec: "", saved: cell("", 2) }),
  row("c", { name: "apple", parameters: 70, validation: cell("MAE 3", 3, "MAE"), saved: cell("", 1) }),
  row("d", { name: "zebra", parameters: 5, validation: cell("0.8", 0.8), saved: cell("", 4) }),
  row("e", { name: "é", parameters: 0, validation: cell("MAE 2", 2, "MAE"), saved: cell("", 0) }),
];

function keys(column: Sortable, isDescending: boolean): string {
  return sorted(ROWS, { column, isDescending })
    .map(({ key }) => key)
    .join("");
}

test("the newest come first", () => {
  expect(sorted(ROWS, NEWEST_FIRST).map(({ key }) => key)).toEqual(["d", "b", "a", "c", "e"]);
});

test("names are sorted as people sort them, numbers in them as numbers", () => {
  expect(keys("name", false)).toBe("ceabd");
  expect(keys("name", true)).toBe("dbaec");
});

test("what is missing stands last in either direction, and equals stay as they came", () => {
  expect(keys("parameters", true)).toBe("cbdea");
  expect(keys("parameters", false)).toBe("ebdca");
  expect(keys("spec", true).at(-1)).toBe("a");
  expect(keys("spec", false).at(-1)).toBe("a");
});

test("each metric is sorted by itself", () => {
  expect(keys("validation", true)).toBe("bdcea");
  expect(keys("validation", false)).toBe("dbeca");
});

test("sorting changes nothing in what was given", () => {
  keys("name", true);
  expect(ROWS.map(({ key }) => key).join("")).toBe("bacde");
});

test("a first click shows the largest numbers or the first letters, the next turns round", () => {
  const bySize = orderAfter(NEWEST_FIRST, "size");
  expect(bySize).toEqual({ column: "size", isDescending: true });
  expect(orderAfter(bySize, "size")).toEqual({ column: "size", isDescending: false });
  expect(orderAfter(bySize, "name")).toEqual({ column: "name", isDescending: false });
});
