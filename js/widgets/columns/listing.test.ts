import { expect, test } from "vitest";

import { choice, importance, row } from "./example";
import { AS_IN_TABLE, kindOptions, listed, pageCount, sorted } from "./listing";

test("columns stand as in the table, or by importance with those that have none last", () => {
  const all = listed([row("a"), row("b"), row("c")], [], [importance(0.1), null, importance(0.4)]);
  const names = (order: Parameters<typeof sorted>[1]): string => sorted(all, order).map(({ row }) => row.name).join("");
  expect(names(AS_IN_TABLE)).toBe("abc");
  expect(names({ column: "importance", isDescending: true })).toBe("cab");
  expect(names({ column: "importance", isDescending: false })).toBe("acb");
});

test("columns that were not read stand behind those whose missing values are counted", () => {
  const rows = [row("a", { missing_count: null }), row("b"), row("c", { missing_count: 7 })];
  const order = { column: "missing", isDescending: true } as const;
  expect(sorted(listed(rows, [], []), order).map(({ row }) => row.name).join("")).toBe("cba");
});

test("the menu says which kind the values have while they decide", () => {
  const words = (facts: Parameters<typeof row>[1], kind: "" | "number" = ""): string | undefined =>
    kindOptions(row("a", facts), choice({ kind }))[0]?.[1];
  expect(words({})).toBe("Auto: number");
  expect(words({ found: "id", is_used: false })).toBe("Auto: id, left out");
  expect(words({ found: "" })).toBe("Auto");
  expect(words({}, "number")).toBe("Auto");
});

test("a hundred columns have one page", () => {
  expect([0, 100, 101].map(pageCount)).toEqual([1, 1, 2]);
});
