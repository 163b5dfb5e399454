import { expect, test } from "vitest";

import { row } from "../example";
import { formOf, type Form } from "./forms";
import type { Action, ActionName } from "../model";

const wide = row("wide", { tags: ["best", "course"], notes: "the first" });

function form(act: ActionName, action: Partial<Action> = {}): Form | null {
  return formOf(act, { why: "", ...action }, wide, "wide_2");
}

test.each<ActionName>(["delete", "compare", "refresh", "load"])("%s asks nothing", (act) => {
  expect(form(act)).toBeNull();
});

test.each<[ActionName, Partial<Action>, string[], string[]]>([
  ["load", { names: true }, ["name"], ["wide_2"]],
  ["resume", {}, ["x", "y"], ["", ""]],
  ["resume", { names: true }, ["name", "x", "y"], ["wide_2", "", ""]],
  ["rename", {}, ["name"], ["wide"]],
  ["note", {}, ["notes"], ["the first"]],
  ["tag", {}, ["tags"], ["best, course"]],
  ["export", { formats: [["onnx", "ONNX"]] }, ["format"], ["onnx"]],
  ["save", { name: "digits" }, ["name"], ["digits"]],
])("%s with %j asks for %j", (act, action, names, texts) => {
  const asked = form(act, action);
  expect(asked?.fields.map(({ name }) => name)).toEqual(names);
  expect(asked?.fields.map(({ text }) => text)).toEqual(texts);
});

test("a name is needed, data and tags are not", () => {
  const needed = (act: ActionName): boolean[] | undefined =>
    form(act, { names: true })?.fields.map(({ isRequired }) => isRequired);
  expect(needed("resume")).toEqual([true, false, false]);
  expect(needed("tag")).toEqual([false]);
});
