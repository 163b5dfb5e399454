import { expect, test } from "vitest";

import { row } from "./example";
import { tracksFor } from "./widths";

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
