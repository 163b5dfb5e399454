// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import { cell, row, rows } from "./example";
import { WINDOW } from "./grid";
import widget from "./index";
import type { Act, Actions, ModelsModel, Status } from "./model";

const ACTIONS: Actions = {
  load: { why: "", names: true },
  compare: { why: "" },
  rename: { why: "" },
  note: { why: "" },
  delete: { why: "" },
};
const ROW = WINDOW.row;
const QUIET: Status = { words: "", kind: "", undo: "" };

interface Shown {
  el: HTMLElement;
  model: FakeModel<ModelsModel, Act>;
  end: () => void;
}

function show(facts: Partial<ModelsModel> = {}): Shown {
  const model = new FakeModel<ModelsModel, Act>({
    rows: rows(3),
    place: "3 in densemodels/",
    chosen: [],
    opened: "",
    actions: ACTIONS,
    suggestion: "model_0",
    status: QUIET,
    trash: "",
    ...facts,
  });
  return { model, ...render(widget, model) };
}

const control = (root: ParentNode, css: string): HTMLInputElement =>
  find(root, css) as HTMLInputElement;

const lines = ({ el }: Shown): HTMLElement[] => [...el.querySelectorAll<HTMLElement>(".dm-models-rows > .dm-row")];
const names = (shown: Shown): string[] =>
  lines(shown).map((line) => find(line, ".dm-row-name").textContent);
const line = (shown: Shown, name: string): HTMLElement => {
  const found = lines(shown)[names(shown).indexOf(name)];
  if (found === undefined) {
    throw new Error(`there is no row ${name}`);
  }
  return found;
};
const grid = ({ el }: Shown): HTMLElement => find(el, "[role=grid]");
const active = (shown: Shown): string | undefined => {
  const id = grid(shown).getAttribute("aria-activedescendant");
  return lines(shown).find((each) => each.id === id)?.querySelector(".dm-row-name")?.textContent;
};
const button = ({ el }: Shown, words: string): HTMLButtonElement => {
  const found = [...el.querySelectorAll("button")].find((each) => each.textContent === words);
  if (found === undefined) {
    throw new Error(`there is no button ${words}`);
  }
  return found;
};
const heading = (shown: Shown, words: string): HTMLElement =>
  find(shown.el, `[role=columnheader].dm-${words.toLowerCase()}`);

function search(shown: Shown, query: string): void {
  const field = control(shown.el, "input[type=search]");
  field.value = query;
  field.dispatchEvent(new Event("input"));
}

function scroll(shown: Shown, top: number): void {
  grid(shown).scrollTop = top;
  grid(shown).dispatchEvent(new Event("scroll"));
}

beforeEach(() => { document.body.replaceChildren(); });

describe("the rows", () => {
  it("are text, whatever they hold", () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const facts = { name: hostile, tags: [hostile], spec: hostile, notes: hostile };
    const shown = show({
      rows: [row("a", facts), row("b", { damaged: hostile })],
      place: hostile,
      status: { words: hostile, kind: "done", undo: "x" },
      opened: "a",
    });
    expect(shown.el.querySelector("img")).toBeNull();
    button(shown, "Rename").click();
    expect(shown.el.querySelector("img")).toBeNull();
    search(shown, `${hostile} zzz`);
    expect(shown.el.querySelector("img")).toBeNull();
  });

  it("that are damaged say why, and can be ticked", () => {
    const shown = show({ rows: [row("old.keras", { damaged: "it is no zip file" })] });
    const [broken] = lines(shown);
    expect(broken?.textContent).toBe("old.kerasdamaged: it is no zip file");
    find(shown.el, ".dm-models-rows .dm-tick").click();
    expect(shown.model.get("chosen")).toEqual(["old.keras"]);
    button(shown, "Delete").click();
    expect(shown.model.sent).toEqual([{ type: "act", act: "delete", keys: ["old.keras"], values: {} }]);
  });

  it("are sorted by a click on a column, which says so", () => {
    const shown = show();
    expect(heading(shown, "Saved").getAttribute("aria-sort")).toBe("descending");
    find(heading(shown, "Name"), "button").click();
    expect(heading(shown, "Saved").hasAttribute("aria-sort")).toBe(false);
    expect(heading(shown, "Name").getAttribute("aria-sort")).toBe("ascending");
    expect(heading(shown, "Name").textContent).toBe("Name ↑");
    find(heading(shown, "Name"), "button").click();
    expect(names(shown)).toEqual(["model 2", "model 1", "model 0"]);
  });

  it("stay where they are read when newer ones come, the same elements", () => {
    const shown = show({ rows: rows(100) });
    scroll(shown, 50 * ROW + 5);
    const before = line(shown, "model 50");
    shown.model.set("rows", [row("new"), ...rows(100)].map((each, at) => ({ ...each, saved: { ...each.saved, rank: -at } })));
    expect(grid(shown).scrollTop).toBe(51 * ROW + 5);
    expect(line(shown, "model 50")).toBe(before);
  });
});

describe("a search", () => {
  it("narrows the rows at each letter, and says how many are left", () => {
    const shown = show();
    search(shown, "model 2");
    expect(names(shown)).toEqual(["model 2"]);
    expect(find(shown.el, ".dm-models-count").textContent).toBe("1 found");
    expect(grid(shown).getAttribute("aria-rowcount")).toBe("2");
  });

  it("that finds nothing says so, and all come back", () => {
    const shown = show();
    search(shown, " zzz");
    expect(grid(shown).hidden).toBe(true);
    expect(shown.el.textContent).toContain("No saved model contains “zzz”.");
    button(shown, "Show all").click();
    expect(names(shown)).toHaveLength(3);
    expect(control(shown.el, "input[type=search]").value).toBe("");
  });

  it("is cleared by Escape", () => {
    const shown = show();
    search(shown, "2");
    press(find(shown.el, "input[type=search]"), "Escape");
    expect(names(shown)).toHaveLength(3);
  });

  it("is made by a click on a tag", () => {
    const shown = show({ rows: [...rows(2), row("c", { tags: ["best"] })] });
    find(shown.el, "[data-tag]").click();
    expect(names(shown)).toEqual(["c"]);
    expect(shown.model.get("opened")).toBe("");
  });

  it("in an empty folder is not needed: how to save is said", () => {
    expect(show({ rows: [] }).el.textContent).toContain("%densemodel save digits");
    const saves = show({ rows: [], actions: { save: { why: "" } } });
    expect(saves.el.textContent).toContain("Press Save this run");
  });
});

describe("keys", () => {
  it("lead among the rows, tick and open them", () => {
    const shown = show({ rows: rows(100) });
    const table = grid(shown);
    press(table, "ArrowDown");
    press(table, "ArrowDown");
    expect(active(shown)).toBe("model 1");
    press(table, " ");
    expect(shown.model.get("chosen")).toEqual(["model 1"]);
    press(table, "Enter");
    expect(shown.model.get("opened")).toBe("model 1");
    press(table, "Enter");
    expect(shown.model.get("opened")).toBe("");
    press(table, "End");
    expect(active(shown)).toBe("model 99");
    press(table, "PageUp");
    expect(active(shown)).toBe("model 90");
    press(table, "Home");
    expect(active(shown)).toBe("model 0");
  });

  it("lead into a row and out again", () => {
    const shown = show({ rows: [row("a", { tags: ["best"] })] });
    press(grid(shown), "ArrowDown");
    press(grid(shown), "ArrowRight");
    expect(document.activeElement).toBe(find(shown.el, ".dm-models-rows .dm-tick"));
    press(document.activeElement ?? shown.el, "ArrowRight");
    expect(document.activeElement).toBe(find(shown.el, "[data-tag]"));
    press(document.activeElement ?? shown.el, "ArrowRight");
    press(document.activeElement ?? shown.el, "ArrowLeft");
    press(document.activeElement ?? shown.el, "ArrowLeft");
    expect(document.activeElement).toBe(grid(shown));
  });

  it("are not JupyterLab's", () => {
    expect(find(show().el, ".dm-models").dataset.lmSuppressShortcuts).toBe("true");
  });
});

describe("ticks", () => {
  it("of all that are found are set and taken away by one box", () => {
    const shown = show({ chosen: ["model 0"] });
    search(shown, "model 2");
    const all = control(shown.el, ".dm-heading .dm-tick");
    all.checked = true;
    all.dispatchEvent(new Event("change"));
    expect(shown.model.get("chosen")).toEqual(["model 0", "model 2"]);
    search(shown, "");
    expect([all.checked, all.indeterminate]).toEqual([false, true]);
    all.checked = false;
    all.dispatchEvent(new Event("change"));
    expect(shown.model.get("chosen")).toEqual([]);
    expect(shown.model.saves).toBe(2);
  });

  it("follow Python, and those of rows that are gone are not counted", () => {
    const shown = show();
    shown.model.set("chosen", ["model 1", "gone"]);
    expect(line(shown, "model 1").getAttribute("aria-selected")).toBe("true");
    expect(find(shown.el, ".dm-models-chosen").textContent).toBe("1 chosen");
  });
});

describe("the foot", () => {
  it("asks for a name and sends it; Enter does it", () => {
    const shown = show({ chosen: ["model 1"] });
    button(shown, "Rename").click();
    const field = control(shown.el, ".dm-models-form input");
    expect([field.value, document.activeElement]).toEqual(["model 1", field]);
    field.value = "new";
    press(field, "Enter");
    expect(shown.model.sent).toEqual([
      { type: "act", act: "rename", keys: ["model 1"], values: { name: "new" } },
    ]);
    expect(shown.el.querySelector("form")).toBeNull();
    expect(document.activeElement).toBe(button(shown, "Rename"));
  });

  it("sends no empty name", () => {
    const shown = show({ chosen: ["model 1"] });
    button(shown, "Rename").click();
    control(shown.el, ".dm-models-form input").value = "  ";
    find(shown.el, "form").dispatchEvent(new Event("submit", { cancelable: true }));
    expect(shown.model.sent).toEqual([]);
    expect(shown.el.querySelector("form")).not.toBeNull();
  });

  it("forgets the question at Escape, and when its model is gone", () => {
    const shown = show({ chosen: ["model 1"] });
    button(shown, "Note").click();
    press(find(shown.el, "textarea"), "Escape");
    expect(shown.el.querySelector("form")).toBeNull();
    button(shown, "Note").click();
    shown.model.set("rows", rows(1));
    expect(shown.el.querySelector("form")).toBeNull();
    expect(shown.model.sent).toEqual([]);
  });

  it("takes notes of several lines at Ctrl and Enter", () => {
    const shown = show({ opened: "model 1" });
    button(shown, "Note").click();
    const field = control(shown.el, "textarea");
    field.value = "one\ntwo";
    press(field, "Enter");
    expect(shown.model.sent).toEqual([]);
    press(field, "Enter", { ctrlKey: true });
    expect(shown.model.sent[0]?.values).toEqual({ notes: "one\ntwo" });
  });

  it("takes a suggestion that comes later, unless something was written", () => {
    const shown = show({ chosen: ["model 1"], suggestion: "" });
    button(shown, "Load").click();
    const field = control(shown.el, ".dm-models-form input");
    shown.model.set("suggestion", "model_1");
    expect(field.value).toBe("model_1");
    field.value = "mine";
    field.dispatchEvent(new Event("input"));
    shown.model.set("suggestion", "other");
    expect(field.value).toBe("mine");
  });

  it("has no effect where a button is off, which says why", () => {
    const shown = show({ chosen: ["model 1"] });
    const compare = button(shown, "Compare");
    expect([compare.getAttribute("aria-disabled"), compare.title]).toEqual(["true", "Tick two or more models"]);
    compare.click();
    expect(shown.model.sent).toEqual([]);
  });

  it("says what was done, and takes it back", () => {
    const shown = show();
    shown.model.set("status", { words: "model 1 is deleted.", kind: "done", undo: "trash/1" });
    expect(find(shown.el, ".dm-models-foot [role=status]").textContent).toBe("model 1 is deleted.");
    button(shown, "Undo").click();
    expect(shown.model.sent).toEqual([{ type: "act", act: "restore", keys: ["trash/1"], values: {} }]);
    shown.model.set("status", { words: "The disk is full.", kind: "failed", undo: "" });
    expect(find(shown.el, ".dm-models-foot [role=status]").className).toContain("dm-failed");
    expect(button(shown, "Undo").hidden).toBe(true);
  });

  it("asks before a used name is replaced, and Replace says yes to that name", () => {
    const shown = show();
    shown.model.set("status", { words: "Replace the one saved 1 May?", kind: "done", undo: "", replace: "digits" });
    expect(find(shown.el, "form").textContent).toContain("Replace the one saved 1 May?");
    expect(find(shown.el, ".dm-models-foot [role=status]").textContent).toBe("");
    button(shown, "Replace").click();
    expect(shown.model.sent).toEqual([
      { type: "act", act: "save", keys: [], values: { name: "digits", replace: "yes" } },
    ]);
    expect(shown.el.querySelector("form")).toBeNull();
  });

  it("says so where the kernel has ended", () => {
    const shown = show({ chosen: ["model 1"] });
    shown.model.hasEnded = true;
    button(shown, "Delete").click();
    expect(find(shown.el, ".dm-models-foot [role=status]").textContent).toContain("has ended");
  });
});

it("a view that is closed no longer listens", () => {
  const { model, end } = show();
  expect(model.listening).toBe(8);
  end();
  expect(model.listening).toBe(0);
});

it("has a column for test rows only where a model has numbers of them", () => {
  const shown = show({ rows: rows(2) });
  expect(find(shown.el, ".dm-models-grid").classList.contains("dm-no-test")).toBe(true);
  shown.model.set("rows", [...rows(2), row("c", { test: cell("acc 0.97", 0.97) })]);
  expect(find(shown.el, ".dm-models-grid").classList.contains("dm-no-test")).toBe(false);
});

it("what did not change is not drawn anew", () => {
  const shown = show({ rows: rows(20) });
  const before = lines(shown).map((each) => [...each.children]);
  shown.model.set("chosen", ["model 3"]);
  shown.model.set("status", { words: "done", kind: "done", undo: "" });
  shown.model.set("place", "20 in other/");
  expect(lines(shown).map((each) => [...each.children])).toEqual(before);
});

describe("the trash", () => {
  const ask = "Remove 3 deleted models for good?";
  const actions: Actions = { ...ACTIONS, empty_trash: { why: "", ask }, limit_trash: { why: "", ask: "Remove 1?" } };
  const trash = (shown: Shown): HTMLElement => find(shown.el, ".dm-models-trash");

  it("is not seen while nothing lies there", () => {
    expect(trash(show()).hidden).toBe(true);
  });

  it("says what it takes, and is emptied after a question", () => {
    const shown = show({ trash: "3 deleted models, 24 kB", actions });
    expect(trash(shown).hidden).toBe(false);
    expect(trash(shown).textContent).toContain("3 deleted models, 24 kB");
    button(shown, "Empty the trash").click();
    expect(shown.model.sent).toEqual([]);
    expect(find(shown.el, ".dm-models-form").textContent).toContain(ask);
    button(shown, "Empty").click();
    expect(shown.model.sent).toEqual([{ type: "act", act: "empty_trash", keys: [], values: {} }]);
  });

  it("leaves everything where the question is cancelled, which a second Enter does", () => {
    const shown = show({ trash: "3 deleted models, 24 kB", actions });
    button(shown, "Limit the trash").click();
    expect(document.activeElement?.textContent).toBe("Cancel");
    button(shown, "Cancel").click();
    expect(shown.model.sent).toEqual([]);
  });

  it("goes from the page when it is emptied", () => {
    const shown = show({ trash: "3 deleted models, 24 kB", actions });
    shown.model.set("actions", ACTIONS);
    shown.model.set("trash", "");
    expect(trash(shown).hidden).toBe(true);
    expect(trash(shown).querySelector("button")).toBeNull();
  });
});
