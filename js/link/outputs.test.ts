import { describe, expect, it } from "vitest";

import { canKeep, keep, type Output } from "./outputs";

type Data = Record<string, string | string[]>;

/** The outputs of a cell, as JupyterLab's model has them. */
class FakeOutputs {
  constructor(readonly list: { data?: Data }[]) {}

  get length(): number {
    return this.list.length;
  }

  get(index: number): unknown {
    return this.list[index];
  }

  set(index: number, output: unknown): void {
    this.list[index] = output as { data: Data };
  }
}

const WORDS: Output = { data: { "text/html": "new", "text/plain": "new" }, metadata: {} };
const PICTURE: Output = { data: { "image/png": "PNG" }, metadata: { width: 7 } };
const marked = (key: string): { data: Data } => ({
  data: { "text/html": ["<style></style>", `<div class="dm-file-${key} dm-x">old</div>`] },
});

function notebook(...outputs: FakeOutputs[]): unknown {
  const cells = [{ type: "markdown" }, ...outputs.map((each) => ({ outputs: each }))];
  return { context: { model: { cells } } };
}

describe("what stays in the file", () => {
  it("takes the place of what its key marks, with the picture below", () => {
    const empty = { data: { "text/html": "<span></span>" } };
    const [mine, other] = [new FakeOutputs([{}, marked("a1"), empty]), new FakeOutputs([marked("b2")])];
    keep(notebook(mine, other), "a1", [WORDS, PICTURE]);
    expect(mine.list).toEqual([
      {},
      { output_type: "display_data", ...WORDS },
      { output_type: "display_data", ...PICTURE },
    ]);
    expect(other.list).toEqual([marked("b2")]);
  });

  it("leaves an output alone that is no place for a picture", () => {
    const printed = { data: { "text/plain": "3" } };
    const outputs = new FakeOutputs([marked("a1"), printed]);
    keep(notebook(outputs), "a1", [WORDS, PICTURE]);
    expect(outputs.list[1]).toBe(printed);
    const last = new FakeOutputs([marked("a1")]);
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
