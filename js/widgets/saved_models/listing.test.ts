import { expect, test } from "vitest";

import { cell, row } from "./example";
import { Listing } from "./listing";

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
