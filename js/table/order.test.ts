import { expect, test } from "vitest";

import { orderAfter, sortedBy, type SortValue } from "./order";

const by = (isDescending: boolean, values: readonly (SortValue & { key: string })[]): string =>
  sortedBy(values, isDescending, (value) => value).map(({ key }) => key).join("");

test("texts are sorted as people sort them; what is missing stands last, and equals stay as they came", () => {
  const named = <Rank>(ranks: Rank[]): { key: string; rank: Rank }[] =>
    ranks.map((rank, at) => ({ key: "abcdef".charAt(at), rank }));
  const texts = named(["model 10", "Model 9", "", "apple", "é", "apple"]);
  expect(by(false, texts)).toBe("dfebac");
  expect(by(true, texts)).toBe("abedfc");
  const numbers = named([5, null, 70, 5, 0]);
  expect(by(false, numbers)).toBe("eadcb");
  expect(by(true, numbers)).toBe("cadeb");
});

test("values of one metric are sorted by themselves, and nothing changes in what was given", () => {
  const values = [
    { key: "a", rank: 3, of: "MAE" },
    { key: "b", rank: null, of: "MAE" },
    { key: "c", rank: 0.9, of: "" },
    { key: "d", rank: 2, of: "MAE" },
  ];
  expect(by(false, values)).toBe("cdab");
  expect(by(true, values)).toBe("cadb");
  expect(values.map(({ key }) => key).join("")).toBe("abcd");
});

test("a second click on a column turns the order round", () => {
  const first = orderAfter({ column: "name", isDescending: true }, "size");
  expect(first).toEqual({ column: "size", isDescending: false });
  expect(orderAfter(first, "size")).toEqual({ column: "size", isDescending: true });
  expect(orderAfter(first, "other", true)).toEqual({ column: "other", isDescending: true });
});
