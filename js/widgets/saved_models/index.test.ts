// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press, submit } from "../../testing/page";
import { cell, row, rows } from "./example";
import widget from "./index";
import type { Act, Actions, ModelsModel } from "./model";

const ACTIONS: Actions = {
  load: { why: "", names: true },
  compare: { why: "" },
  rename: { why: "" },
  note: { why: "" },
  delete: { why: "" },
};

let model: FakeModel<ModelsModel, Act>;
let el: HTMLElement;
let end: () => void;

function show(facts: Partial<ModelsModel> = {}): void {
  document.body.replaceChildren();
  model = new FakeModel<ModelsModel, Act>({
    rows: rows(3),
    place: "3 in densemodels/",
    chosen: [],
    opened: "",
    actions: ACTIONS,
    suggestion: "model_0",
    status: { words: "", kind: "", undo: "" },
    trash: "",
    ...facts,
  });
  ({ el, end } = render(widget, model));
}

const lines = (): HTMLElement[] => [...el.querySelectorAll<HTMLElement>(".dm-models-rows > .dm-row")];
const names = (): string[] => lines().map((line) => find(line, ".dm-row-name").textContent);
const grid = (): HTMLElement => find(el, "[role=grid]");
const search = (): HTMLInputElement => find(el, "input[type=search]", HTMLInputElement);
const form = (): Element | null => el.querySelector("form");
const field = (): HTMLInputElement => find(el, ".dm-models-form input", HTMLInputElement);
const status = (): HTMLElement => find(el, ".dm-models-foot [role=status]");
const focused = (): Element => document.activeElement ?? document.body;

function button(words: string): HTMLButtonElement {
  const found = [...el.querySelectorAll("button")].find((each) => each.textContent === words);
  if (found === undefined) {
    throw new Error(`there is no button ${words}`);
  }
  return found;
}

function type(into: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  into.value = text;
  into.dispatchEvent(new Event("input"));
}

beforeEach(() => { show(); });

describe("the rows", () => {
  it("are text, whatever they hold", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const facts = { name: hostile, tags: [hostile], spec: hostile, notes: hostile };
    show({
      rows: [row("a", facts), row("b", { damaged: hostile })],
      place: hostile,
      status: { words: hostile, kind: "done", undo: "x" },
      opened: "a",
    });
    button("Rename").click();
    type(search(), `${hostile} zzz`);
    expect(el.textContent).toContain(`Rename ${hostile} to`);
    expect(el.querySelector("img")).toBeNull();
  });

  it("that are damaged say why, and can be ticked", () => {
    show({ rows: [row("old.keras", { damaged: "it is no zip file" })] });
    expect(lines()[0]?.textContent).toBe("old.kerasdamaged: it is no zip file");
    find(el, ".dm-models-rows .dm-tick").click();
    expect(model.get("chosen")).toEqual(["old.keras"]);
    button("Delete").click();
    expect(model.sent).toEqual([{ type: "act", act: "delete", keys: ["old.keras"], values: {} }]);
  });

  it("have a column for test rows only where a model has numbers of them", () => {
    expect(grid().classList.contains("dm-no-test")).toBe(true);
    model.set("rows", [...rows(2), row("c", { test: cell("acc 0.97", 0.97) })]);
    expect(grid().classList.contains("dm-no-test")).toBe(false);
  });

  it("that did not change are not drawn anew", () => {
    const before = lines().map((each) => [...each.children]);
    model.set("chosen", ["model 1"]);
    model.set("status", { words: "done", kind: "done", undo: "" });
    model.set("place", "20 in other/");
    expect(lines().map((each) => [...each.children])).toEqual(before);
  });
});

describe("a search", () => {
  it("says how many it finds; without any, all come back by a button or Escape", () => {
    type(search(), "model 2");
    expect(names()).toEqual(["model 2"]);
    expect(find(el, ".dm-models-count").textContent).toBe("1 found");
    type(search(), " zzz");
    expect(grid().hidden).toBe(true);
    expect(el.textContent).toContain("No saved model contains “zzz”.");
    button("Show all").click();
    expect([names().length, search().value, focused()]).toEqual([3, "", search()]);
    type(search(), "2");
    press(search(), "Escape");
    expect(names()).toHaveLength(3);
  });

  it("is made by a click on a tag", () => {
    show({ rows: [...rows(2), row("c", { tags: ["best"] })] });
    find(el, "[data-tag]").click();
    expect([names(), search().value, model.get("opened")]).toEqual([["c"], "best", ""]);
  });

  it("in an empty folder is not needed: how to save is said", () => {
    show({ rows: [] });
    expect(el.textContent).toContain("%densemodel save digits");
    model.set("actions", { save: { why: "" } });
    expect(el.textContent).toContain("Press Save this run");
  });
});

describe("keys", () => {
  it("tick and open a row, and are not JupyterLab's", () => {
    press(grid(), "ArrowDown");
    press(grid(), " ");
    press(grid(), "Enter");
    expect([model.get("chosen"), model.get("opened")]).toEqual([["model 0"], "model 0"]);
    press(grid(), "Enter");
    expect(model.get("opened")).toBe("");
    expect(find(el, ".dm-models").dataset.lmSuppressShortcuts).toBe("true");
  });

  it("lead into a row and out again", () => {
    show({ rows: [row("a", { tags: ["best"] })] });
    press(grid(), "ArrowDown");
    press(grid(), "ArrowRight");
    expect(focused()).toBe(find(el, ".dm-models-rows .dm-tick"));
    press(focused(), "ArrowRight");
    expect(focused()).toBe(find(el, "[data-tag]"));
    for (const key of ["ArrowRight", "ArrowLeft", "ArrowLeft"]) {
      press(focused(), key);
    }
    expect(focused()).toBe(grid());
  });
});

describe("ticks", () => {
  it("of all that are found are set and taken away by one box", () => {
    show({ chosen: ["model 0"] });
    type(search(), "model 2");
    const all = find(el, ".dm-heading .dm-tick", HTMLInputElement);
    all.checked = true;
    all.dispatchEvent(new Event("change"));
    expect(model.get("chosen")).toEqual(["model 0", "model 2"]);
    type(search(), "");
    expect([all.checked, all.indeterminate]).toEqual([false, true]);
    all.checked = false;
    all.dispatchEvent(new Event("change"));
    expect([model.get("chosen"), model.saves]).toEqual([[], 2]);
  });

  it("follow Python, and those of rows that are gone are not counted", () => {
    model.set("chosen", ["model 1", "gone"]);
    expect(lines().map((line) => line.getAttribute("aria-selected"))).toEqual(["false", "true", "false"]);
    expect(find(el, ".dm-models-chosen").textContent).toBe("1 chosen");
  });
});

describe("the foot", () => {
  it("asks for a name and sends it; Enter does it, but not without a name", () => {
    show({ chosen: ["model 1"] });
    button("Rename").click();
    expect([field().value, focused(), field().selectionEnd]).toEqual(["model 1", field(), 7]);
    type(field(), "  ");
    submit(find(el, "form"));
    expect(model.sent).toEqual([]);
    type(field(), "new");
    model.set("rows", rows(4));
    press(field(), "Enter");
    expect(model.sent).toEqual([{ type: "act", act: "rename", keys: ["model 1"], values: { name: "new" } }]);
    expect([form(), focused()]).toEqual([null, button("Rename")]);
  });

  it("forgets the question at Escape, and when its model is gone", () => {
    show({ chosen: ["model 1"] });
    button("Note").click();
    press(find(el, "textarea"), "Escape");
    expect(form()).toBeNull();
    button("Note").click();
    model.set("rows", rows(1));
    expect(form()).toBeNull();
    expect(model.sent).toEqual([]);
  });

  it("takes notes on the open model, of several lines, at Ctrl and Enter", () => {
    show({ opened: "model 1" });
    button("Note").click();
    const notes = find(el, "textarea", HTMLTextAreaElement);
    type(notes, "one\ntwo");
    press(notes, "Enter");
    expect(model.sent).toEqual([]);
    press(notes, "Enter", { ctrlKey: true });
    expect(model.sent[0]).toMatchObject({ keys: ["model 1"], values: { notes: "one\ntwo" } });
  });

  it("takes a suggestion that comes later, unless something was written", () => {
    show({ chosen: ["model 1"], suggestion: "" });
    button("Load").click();
    model.set("suggestion", "model_1");
    expect(field().value).toBe("model_1");
    type(field(), "mine");
    model.set("suggestion", "other");
    expect(field().value).toBe("mine");
  });

  it("has no effect where a button is off, which says why", () => {
    show({ chosen: ["model 1"], opened: "model 2" });
    const compare = button("Compare");
    expect([compare.getAttribute("aria-disabled"), compare.title]).toEqual(["true", "Tick two or more models"]);
    compare.click();
    expect(model.sent).toEqual([]);
    model.set("status", { words: "loading it", kind: "busy", undo: "" });
    expect(button("Load").title).toBe("Wait: loading it");
  });

  it("says what was done, and takes it back", () => {
    model.set("status", { words: "model 1 is deleted.", kind: "done", undo: "trash/1" });
    expect(status().textContent).toBe("model 1 is deleted.");
    button("Undo").click();
    expect(model.sent).toEqual([{ type: "act", act: "restore", keys: ["trash/1"], values: {} }]);
    model.set("status", { words: "The disk is full.", kind: "failed", undo: "" });
    expect(status().className).toContain("dm-failed");
    expect(button("Undo").hidden).toBe(true);
  });

  it("asks before a used name is replaced, and Replace says yes to that name", () => {
    model.set("status", { words: "Replace the one saved 1 May?", kind: "done", undo: "", replace: "digits" });
    expect(form()?.textContent).toContain("Replace the one saved 1 May?");
    expect(status().textContent).toBe("");
    button("Replace").click();
    const values = { name: "digits", replace: "yes" };
    expect(model.sent).toEqual([{ type: "act", act: "save", keys: [], values }]);
    expect(form()).toBeNull();
  });

  it("says so where the kernel has ended", () => {
    model.hasEnded = true;
    model.set("chosen", ["model 1"]);
    button("Delete").click();
    expect(status().textContent).toContain("has ended");
  });
});

describe("the trash", () => {
  const ask = "Remove 3 deleted models for good?";
  const actions: Actions = { ...ACTIONS, empty_trash: { why: "", ask } };
  const trash = (): HTMLElement => find(el, ".dm-models-trash");

  it("says what it takes, is emptied after a question, and goes from the page with what lay there", () => {
    expect(trash().hidden).toBe(true);
    model.update({ trash: "3 deleted models, 24 kB", actions });
    expect(trash().hidden).toBe(false);
    expect(trash().textContent).toContain("3 deleted models, 24 kB");
    button("Empty the trash").click();
    expect(model.sent).toEqual([]);
    expect(form()?.textContent).toContain(ask);
    button("Empty").click();
    expect(model.sent).toEqual([{ type: "act", act: "empty_trash", keys: [], values: {} }]);
    model.update({ trash: "", actions: ACTIONS });
    expect(trash().hidden).toBe(true);
    expect(trash().querySelector("button")).toBeNull();
  });

  it("leaves everything where the question is cancelled, which a second Enter does", () => {
    show({ trash: "3 deleted models, 24 kB", actions });
    button("Empty the trash").click();
    expect(focused().textContent).toBe("Cancel");
    button("Cancel").click();
    expect(model.sent).toEqual([]);
    expect(focused()).toBe(button("Empty the trash"));
  });
});

it("a view that is closed no longer listens", () => {
  end();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});
