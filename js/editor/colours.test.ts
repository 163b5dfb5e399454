import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";

// eslint-disable-next-line no-restricted-imports -- the cells that Pygments is tested with
import golden from "../../tests/magics/cases/colours.txt?raw";
import { colours } from "./colours";
import { isSpecCell, SpecCells } from "./spec_cell";

/** Each line as `tests/magics/test_lexer.py` writes it: its words with their kinds. */
function kinds(text: string): string {
  const state = EditorState.create({ doc: text, extensions: colours });
  const tree = ensureSyntaxTree(state, text.length);
  const lines = [...state.doc.iterLines()].map((line, place) => {
    const { from, to } = state.doc.line(place + 1);
    const words: string[] = [];
    let end = from;
    const add = (start: number, name: string): void => {
      const word = text.slice(end, start).trim();
      if (word !== "" && name !== "punctuation") {
        words.push(`${word}:${name}`);
      }
      end = start;
    };
    tree?.iterate({
      from,
      to,
      enter: ({ name, from: start, to: stop }) => {
        if (name !== "Document" && line !== "") {
          add(start, "text");
          add(stop, name);
        }
      },
    });
    add(to, "text");
    return words.join(" ");
  });
  return lines.join("\n");
}

const CASES = golden.split(/^== /m).slice(1).map((block) => {
  const [, name = "", given = "", expected = ""] = /^(.*)\n([^]*)\n--\n([^]*)/.exec(block.trimEnd()) ?? [];
  return { name, given, expected };
});

test.each(CASES)("$name: the words have the kinds of Pygments", ({ given, expected }) => {
  expect(kinds(given)).toBe(expected);
});

test("whatever is typed is read to its end", () => {
  for (const text of [...CASES.map(({ given }) => given), "\x00 ∑ \\ 'a\n\"", "ñandú 😀x", "%%", "loss", "3x {1..", ""]) {
    for (let end = 0; end <= text.length; end++) {
      expect(() => kinds(text.slice(0, end))).not.toThrow();
    }
  }
  expect(kinds("relußx -> ñandú")).toBe("relußx:name ->:operator ñandú:name");
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
