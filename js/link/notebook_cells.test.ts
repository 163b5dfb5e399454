import { describe, expect, it } from "vitest";

import { FakeOutputs, markedOutput, notebookOf } from "../testing/notebook";
import { canKeep, keep, type Output } from "./notebook_cells";

const WORDS: Output = { data: { "text/html": "new", "text/plain": "new" }, metadata: {} };
const PICTURE: Output = { data: { "image/png": "PNG" }, metadata: { width: 7 } };

function notebook(...outputs: FakeOutputs[]): unknown {
  return notebookOf({ type: "markdown" }, ...outputs.map((each) => ({ outputs: each })));
}

describe("what stays in the file", () => {
  it("takes the place of what its key marks, with the picture below", () => {
    const empty = { data: { "text/html": "<span></span>" } };
    const [mine, other] = [new FakeOutputs([{}, markedOutput("a1"), empty]), new FakeOutputs([markedOutput("b2")])];
    keep(notebook(mine, other), "a1", [WORDS, PICTURE]);
    expect(mine.list).toEqual([
      {},
      { output_type: "display_data", ...WORDS },
      { output_type: "display_data", ...PICTURE },
    ]);
    expect(other.list).toEqual([markedOutput("b2")]);
  });

  it("leaves an output alone that is no place for a picture", () => {
    const printed = { data: { "text/plain": "3" } };
    const outputs = new FakeOutputs([markedOutput("a1"), printed]);
    keep(notebook(outputs), "a1", [WORDS, PICTURE]);
    expect(outputs.list[1]).toBe(printed);
    const last = new FakeOutputs([markedOutput("a1")]);
    keep(notebook(last), "a1", [WORDS, PICTURE]);
    expect(last.list).toHaveLength(1);
  });

  it("is known to be possible only where the notebook is", () => {
    expect(canKeep(notebook())).toBe(true);
    for (const manager of [undefined, {}, { context: {} }, { context: { model: { cells: 3 } } }]) {
      expect(canKeep(manager)).toBe(false);
      keep(manager, "a1", [WORDS]);
    }
  });
});
