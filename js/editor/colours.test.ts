import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";

import { colours } from "./colours";
import { isSpecCell, SpecCells } from "./spec_cell";

/** Each coloured word of a text, with its kind. */
function kinds(text: string): string[] {
  const state = EditorState.create({ doc: text, extensions: colours });
  const found: string[] = [];
  ensureSyntaxTree(state, text.length)?.iterate({
    enter: ({ name, from, to }) => { if (from > 0 || name !== "Document") { found.push(`${state.sliceDoc(from, to)} ${name}`); } },
  });
  return found.filter((word) => !word.endsWith("Document"));
}

const network = (line: string): string[] => kinds(`%%densemodel\n${line}`).slice(1);

test("the words of a network and of its clauses differ in kind", () => {
  expect(network("28x28x1 -> 3*(conv 8 3x3/2 same relu) -> n_units tanh drop 20% → auto # end")).toEqual([
    ..."28x28x1 number|-> arrow|3 number|conv layer|8 number|3x3 number|2 number|same value".split("|"),
    ..."relu activation|-> arrow|n_units name|tanh activation|drop layer|20% number|→ arrow".split("|"),
    ..."auto value|# end comment".split("|"),
  ]);
  expect(network("small: 28xn -> 10 ; adam(beta_1=.9) lr 1e-3 init he_normal loss mse")).toEqual([
    ..."small name|28x number|n name|-> arrow|10 number|; arrow|adam clause|beta_1 name|.9 number".split("|"),
    ..."lr clause|1e-3 number|init clause|he_normal value|loss clause|mse value".split("|"),
  ]);
});

test("a word has the colour of its place", () => {
  expect(network("drop 0.2\nmissing drop\ntarget norm\n784 ->\nnorm -> max")).toEqual([
    ..."drop layer|0.2 number|missing clause|drop value|target clause|norm value".split("|"),
    ..."784 number|-> arrow|norm layer|-> arrow|max layer".split("|"),
  ]);
});

test("the first line has options, with comments above", () => {
  expect(kinds("# mine\n\n%%densemodel digits -x df['a b'] --goal 0.98\n784")).toEqual([
    ..."# mine comment|%%densemodel magic|digits name|-x option|df name|'a b' text".split("|"),
    ..."--goal option|0.98 number|784 number".split("|"),
  ]);
});

test("a word that is being typed looks like a name until it is one of the language", () => {
  const line = "784 -> 50 rellu -> 100 tanh -> 10 softmax ; adam lr 0.01 batchs 32";
  const last = Array.from(line, (_, end) => network(line.slice(0, end + 1)).at(-1));
  const words = last.filter((word, place) => / (activation|clause)$/.test(word ?? "") && word !== last[place - 1]);
  expect(words).toEqual(["tanh activation", "softmax activation", "adam clause", "lr clause", "batch clause"]);
  expect(network(line).slice(0, 4)).toEqual(["784 number", "-> arrow", "50 number", "rellu name"]);
  expect(new Set(last.map((word) => word?.split(" ").at(-1)))).toEqual(
    new Set(["number", "arrow", "name", "activation", "clause"]),
  );
});

test("a cell is one of a spec by its first line that is no comment", () => {
  const is = (text: string): boolean => isSpecCell(EditorState.create({ doc: text }).doc);
  expect(["%%densemodel", "  %%densemodel a", "# a\n\n%%densemodel\n1 -> 1"].map(is)).toEqual([true, true, true]);
  expect(["", "%densemodel", "%%densemodels", "%%time\n%%densemodel", "x = 1\n%%densemodel"].map(is)).toEqual(
    [false, false, false, false, false],
  );
});

test("typing the magic adds the extension at once, and deleting it removes it", () => {
  const cells = new SpecCells(EditorView.editorAttributes.of({ class: "on" }));
  const view = new EditorView({ doc: "%%densemode", extensions: cells.extension("%%densemode") });
  const isOn = (): boolean => view.dom.classList.contains("on");
  expect(isOn()).toBe(false);
  view.dispatch({ changes: { from: 11, insert: "l" } });
  expect(isOn()).toBe(true);
  cells.set([]);
  expect(isOn()).toBe(false);
  cells.set(EditorView.editorAttributes.of({ class: "on" }));
  expect(isOn()).toBe(true);
  view.dispatch({ changes: { from: 0, insert: "x = 1\n" } });
  expect(isOn()).toBe(false);
  view.destroy();
  expect(cells.views.size).toBe(0);
});
