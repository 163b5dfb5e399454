import { beforeEach, describe, expect, it } from "vitest";

import { FakeOutputs, markedOutput, notebookOf } from "../testing/notebook";
import { canKeep, keep, showLost, type Output } from "./notebook_cells";

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

describe("a panel that its reloaded page gave up on", () => {
  const views: Record<string, object> = { lost: {}, shown: { id: "a view" } };

  /** The outputs of a cell: widgets, each with its text for the file below. */
  function cell(...ids: string[]): FakeOutputs {
    const outputs = ids.flatMap((id) => {
      const data = { "application/vnd.jupyter.widget-view+json": { model_id: id } };
      return [{ data, toJSON: () => ({ data, again: true }) }, markedOutput("a1")];
    });
    return new FakeOutputs(outputs);
  }

  async function show(outputs: FakeOutputs, text = "Error displaying widget: model not found"): Promise<boolean[]> {
    document.body.innerHTML = `<div class="jp-OutputArea-output jupyter-widgets">${text}</div>`;
    const get_model = async (id: string): Promise<object> =>
      id in views ? Promise.resolve({ views: views[id] }) : Promise.reject(new Error(id));
    await showLost({ ...(notebook(outputs) as object), get_model });
    return outputs.list.map((output) => "again" in output);
  }

  beforeEach(() => { document.body.replaceChildren(); });

  it("is drawn again, and nothing else is", async () => {
    const outputs = cell("gone", "lost", "shown");
    expect(await show(outputs)).toEqual([false, false, true, false, false, false]);
  });

  it("is ours: a widget of another library is left alone", async () => {
    const outputs = cell("lost");
    outputs.list[1] = { data: { "text/html": "another's" } };
    expect(await show(outputs)).toEqual([false, false]);
  });

  it("is looked for only on a page that shows the error", async () => {
    const outputs = cell("lost");
    expect(await show(outputs, "a widget")).toEqual([false, false]);
  });
});
