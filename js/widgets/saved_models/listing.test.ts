import { describe, expect, test } from "vitest";

import { cell, row } from "./example";
import { tracksFor } from "./grid";
import {
  isFound, Listing, NEWEST_FIRST, orderAfter, sorted, textOf, wordsOf, type Sortable,
} from "./listing";
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
    listing.take(ROWS);
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
    listing.take(ROWS);
    listing.find("deep");
    listing.take([row("b", { name: "shallow" }), row("d", { name: "deeper" })]);
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
});

describe("the order", () => {
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
});

describe("the line of the loss", () => {
  test("the most stands above and the least below, from edge to edge", () => {
    expect(linePath([1, 0.5, 0])).toBe("M3,3L32,13L61,23");
  });

  test("one value is a dot, none is nothing", () => {
    expect(linePath([0.5])).toBe("M3,13h0");
    expect(linePath([])).toBe("");
  });

  test("no point lies outside", () => {
    const values = Array.from({ length: 24 }, (_, at) => (at % 7) / 6);
    const points = [...linePath(values).matchAll(/[ML]([\d.]+),([\d.]+)/gu)];
    expect(points).toHaveLength(24);
    for (const [, x, y] of points) {
      expect(Number(x)).toBeLessThan(WIDTH);
      expect(Number(y)).toBeLessThan(HEIGHT);
    }
  });
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
