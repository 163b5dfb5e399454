import { expect, test } from "vitest";

import { row } from "../example";
import { ON_MODELS, type Action, type ActionName, type Actions, type Row } from "../model";
import { chosenWords, formOf, offersOf, type Form } from "./actions";

const ALL: Actions = {
  load: { why: "" },
  compare: { why: "" },
  rename: { why: "the folder is read-only" },
  delete: { why: "" },
  save: { why: "" },
  refresh: { why: "" },
};
const ACTS: ActionName[] = ["save", ...ON_MODELS];
const [one, two] = [row("one"), row("two")];
const broken = row("broken.keras", { damaged: "it is no zip file" });

function whys(rows: readonly Row[], actions = ALL, busy = ""): Record<string, string> {
  return Object.fromEntries(offersOf(ACTS, actions, rows, busy).map(({ act, why }) => [act, why]));
}

test("only the actions that there are have buttons", () => {
  const words = offersOf(ACTS, ALL, []).map((offer) => offer.words);
  expect(words).toEqual(["Save this run", "Load", "Compare", "Rename", "Delete"]);
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
  expect(whys([one], ALL, "Wait: loading one").delete).toBe("Wait: loading one");
});

test("one model may be compared with the run on screen", () => {
  const actions: Actions = { compare: { why: "", least: 1 } };
  expect(whys([one], actions).compare).toBe("");
  expect(whys([], actions).compare).toBe("Tick a model first");
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

function form(act: ActionName, action: Partial<Action> = {}): Form | undefined {
  return formOf(act, { why: "", ...action }, wide);
}

test.each<ActionName>(["delete", "compare", "refresh", "load"])("%s asks nothing", (act) => {
  expect(form(act)).toBeUndefined();
});

/** Each field's name, a star where it is needed, and its text; none where it is the suggestion. */
test.each<[ActionName, Partial<Action>, string[]]>([
  ["load", { names: true }, ["name*"]],
  ["resume", {}, ["x: ", "y: "]],
  ["resume", { names: true }, ["name*", "x: ", "y: "]],
  ["rename", {}, ["name*: wide"]],
  ["note", {}, ["notes: the first"]],
  ["tag", {}, ["tags: best, course"]],
  ["export", { formats: [["onnx", "ONNX"]] }, ["format*: onnx"]],
  ["save", { name: "digits" }, ["name*: digits"]],
])("%s with %j asks for %j", (act, action, asked) => {
  const words = form(act, action)?.fields.map(({ name, isRequired, text }) =>
    `${name}${isRequired ? "*" : ""}${text === undefined ? "" : `: ${text}`}`);
  expect(words).toEqual(asked);
});
