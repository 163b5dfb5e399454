import { expect, test } from "vitest";

import { row } from "../example";
import type { Action, ActionName, Actions, Row, Status } from "../model";
import { formOf, type Form } from "./forms";
import { chosenWords, offersOf, rowsToActOn } from "./offers";

const ALL: Actions = {
  load: { why: "" },
  compare: { why: "" },
  rename: { why: "the folder is read-only" },
  delete: { why: "" },
  save: { why: "" },
  refresh: { why: "" },
};
const QUIET: Status = { words: "", kind: "", undo: "" };
const [one, two] = [row("one"), row("two")];
const broken = row("broken.keras", { damaged: "it is no zip file" });

function whys(rows: readonly Row[], actions = ALL, status = QUIET): Record<string, string> {
  return Object.fromEntries(offersOf(actions, rows, status).map(({ act, why }) => [act, why]));
}

test("buttons stand in their order, those that there are, and looking again is no button here", () => {
  expect(offersOf(ALL, [], QUIET).map(({ words }) => words)).toEqual([
    "Save this run",
    "Load",
    "Compare",
    "Rename",
    "Delete",
  ]);
});

test("what makes no sense is off and says why", () => {
  expect(whys([])).toMatchObject({ save: "", load: "Tick a model first", compare: "Tick two or more models" });
  expect(whys([one])).toMatchObject({ load: "", compare: "Tick two or more models", delete: "" });
  expect(whys([one, two])).toMatchObject({ load: "Tick only one model", compare: "", delete: "" });
  expect(whys([one, broken]).compare).toContain("broken.keras is damaged");
  expect(whys([broken])).toMatchObject({ delete: "" });
});

test("what Python says goes before", () => {
  expect(whys([one]).rename).toBe("the folder is read-only");
  expect(whys([one], ALL, { ...QUIET, kind: "busy", words: "loading one" }).delete).toBe("Wait: loading one");
});

test("one model may be compared with the run on screen", () => {
  const actions: Actions = { compare: { why: "", least: 1 } };
  expect(whys([one], actions).compare).toBe("");
  expect(whys([], actions).compare).toBe("Tick a model first");
});

test("the open row is acted on while none is ticked", () => {
  expect(rowsToActOn([], two)).toEqual([two]);
  expect(rowsToActOn([one], two)).toEqual([one]);
  expect(rowsToActOn([], undefined)).toEqual([]);
});

test("how many are chosen is said, those that a search hides as well", () => {
  const all = (): boolean => true;
  expect(chosenWords([one, two], undefined, all)).toBe("2 chosen");
  expect(chosenWords([one, two], undefined, (each) => each === one)).toBe("2 chosen, 1 hidden by the search");
  expect(chosenWords([one], undefined, () => false)).toBe("1 chosen, hidden by the search");
  expect(chosenWords([], two, all)).toBe("two");
  expect(chosenWords([], undefined, all)).toBe("");
});

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
