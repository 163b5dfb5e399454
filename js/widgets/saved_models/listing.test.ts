import { describe, expect, test } from "vitest";

import { cell, row } from "./example";
import { tracksFor } from "./grid";
import { Listing, NEWEST_FIRST, orderAfter, sorted, type Sortable } from "./listing";
import { HEIGHT, linePath, WIDTH } from "./row_view";

describe("the listing", () => {
  const ROWS = [
    row("a", { name: "wide", size: cell("", 1) }),
    row("b", { name: "deep", size: cell("", 3) }),
    row("c", { name: "wide and deep", size: cell("", 2) }),
  ];
  const keys = (listing: Listing): string => listing.found.map(({ key }) => key).join("");

  test("a search keeps the order, and an order the search", () => {
    const listing = new Listing();
    listing.set(ROWS);
    listing.find("deep");
    expect(keys(listing)).toBe("bc");
    listing.sortBy({ column: "size", isDescending: false });
    expect(keys(listing)).toBe("cb");
    listing.find("");
    expect(keys(listing)).toBe("acb");
    expect([listing.indexOf("c"), listing.indexOf("gone"), listing.total]).toEqual([1, -1, 3]);
  });

  test("other rows are searched by what they say now", () => {
    const listing = new Listing();
    listing.set(ROWS);
    listing.find("deep");
    listing.set([row("b", { name: "shallow" }), row("d", { name: "deeper" })]);
    expect(keys(listing)).toBe("d");
    expect([listing.row("b")?.name, listing.row("a")]).toEqual(["shallow", undefined]);
  });
});

describe("a search", () => {
  const wide = row("wide.keras", {
    id: "00c0ffee",
    name: "Wide Café",
    spec: "784 → 200 relu → 10 softmax",
    tags: ["best", "two words"],
    notes: "the First\nthat works",
  });

  const finds = (query: string): boolean => {
    const listing = new Listing();
    listing.set([wide]);
    listing.find(query);
    return listing.found.length > 0;
  };

  test.each([
    "wide", "WIDE", "200 relu", "best", "first", "00c0", "words two", "works wide softmax", "", "  ",
    "784 -> 200 relu", "CAFÉ", "cafe\u0301",
  ])("%j is found in name, spec, tags, notes or id, however an accent or arrow is typed", (query) => {
    expect(finds(query)).toBe(true);
  });

  test.each(["narrow", "wide narrow", "first relux", "cafe.", "café784"])(
    "%j is not: every word has to be there, in one part",
    (query) => {
      expect(finds(query)).toBe(false);
    },
  );
});

describe("the order", () => {
  const ROWS = [
    row("b", { name: "model 10", parameters: 5, validation: cell("0.9", 0.9), saved: cell("", 3) }),
    row("a", { name: "Model 9", parameters: null, validation: cell(), saved: cell("", 2) }),
    row("c", { name: "apple", parameters: 70, validation: cell("MAE 3", 3, "MAE"), saved: cell("", 1) }),
    row("d", { name: "zebra", parameters: 5, validation: cell("0.8", 0.8), saved: cell("", 4) }),
  ];

  test.each<[Sortable, boolean, string]>([
    [NEWEST_FIRST.column, NEWEST_FIRST.isDescending, "dbac"],
    ["name", false, "cabd"],
    ["parameters", true, "cbda"],
    ["validation", false, "dbca"], // each metric by itself
  ])("of the rows by %s (from the largest: %s) is %s", (column, isDescending, keys) => {
    expect(sorted(ROWS, { column, isDescending }).map(({ key }) => key).join("")).toBe(keys);
  });

  test("starts with the largest numbers or the first letters", () => {
    expect(orderAfter(NEWEST_FIRST, "size")).toEqual({ column: "size", isDescending: true });
    expect(orderAfter(NEWEST_FIRST, "name")).toEqual({ column: "name", isDescending: false });
  });
});

test("the line of the loss goes from edge to edge, with the most above; one value is a dot", () => {
  expect(linePath([1, 0.5, 0])).toBe(`M3,3L${WIDTH / 2},${HEIGHT / 2}L${WIDTH - 3},${HEIGHT - 3}`);
  expect(linePath([0.5])).toBe("M3,13h0");
  expect(linePath([])).toBe("");
});

describe("the widths", () => {
  const measure = (text: string, size: number): number => (text.length * size) / 2;

  test("names have the room that their tags need, and specs theirs", () => {
    const rows = [row("digits", { tags: ["course", "baseline"], spec: "784 → 10" }), row("a", { spec: "784 → 10" })];
    // 6 letters of 13, tags of 6 and 8 letters of 11 with 18 beside each, and the padding
    const name = Math.ceil(39 + 33 + 18 + 44 + 18) + 16;
    expect(tracksFor(rows, measure)).toBe(`minmax(min(${name}px, 28%), ${name}fr) minmax(0, 96fr)`);
  });

  test("a very long spec or name takes no more than its most", () => {
    const rows = [row("x".repeat(200), { spec: "x".repeat(1000) })];
    expect(tracksFor(rows, measure)).toBe("minmax(min(420px, 28%), 420fr) minmax(0, 900fr)");
  });
});
