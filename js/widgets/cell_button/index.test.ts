import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { FakeOutputs, markedOutput, notebookOf } from "../../testing/notebook";
import { find } from "../../testing/page";
import widget from "./index";
import type { CellModel, Written } from "./model";

const OLD = "%%densemodel\n700 -> 20 relu -> 10 softmax\nepochs 3";
const NEW = OLD.replace("700", "784");
const USE: CellModel = {
  label: "Use 784",
  copy_label: "",
  tooltip: "Put it into the cell",
  description: "",
  words: "",
  text: NEW,
  expected: OLD,
  is_wanted: false,
};
const NOTE: CellModel = { ...USE, label: "Update the cell", copy_label: "Copy the cell", words: "The cell is older." };

/** A cell of JupyterLab, with the output that a key marks. */
class Cell {
  constructor(public text: string, readonly key = "a1") {}

  get manager(): unknown {
    const sharedModel = {
      getSource: () => this.text,
      setSource: (text: string) => { this.text = text; },
    };
    return notebookOf({ outputs: new FakeOutputs([]) }, { outputs: new FakeOutputs([markedOutput(this.key)]), sharedModel });
  }
}

let copied: string[];

function show(traits: CellModel, cell?: Cell): { model: FakeModel<CellModel, Written>; el: HTMLElement; end: () => void } {
  const model = new FakeModel<CellModel, Written>(traits);
  model.widget_manager = cell ? cell.manager : {};
  document.body.className = "dm-panel dm-live-old dm-live-a1";
  return { model, ...render(widget, model) };
}

async function click(el: HTMLElement): Promise<void> {
  find(el, "button", HTMLButtonElement).click();
  await vi.advanceTimersByTimeAsync(10);
}

function labelOf(el: HTMLElement): string {
  return find(el, ".dm-give-shown").textContent;
}

function isShown(el: HTMLElement): boolean {
  return find(el, ".dm-cell-note").style.display !== "none";
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  copied = [];
  const clipboard = { writeText: (text: string) => Promise.resolve(void copied.push(text)) };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
});
afterEach(() => { vi.useRealTimers(); });

describe("a button that puts a text into its cell", () => {
  it("puts it there, and tells the page and the kernel", async () => {
    const cell = new Cell(OLD);
    const { model, el } = show(USE, cell);
    await click(el);
    expect([cell.text, labelOf(el), copied]).toEqual([NEW, "Done", []]);
    expect(el.textContent).toContain("Run the cell again.");
    expect(model.sent).toEqual([{ type: "written", text: NEW }]);
  });

  it("puts it in place of any text if none is expected, also once the kernel has ended", async () => {
    const cell = new Cell("model = Sequential()");
    const { model, el } = show({ ...USE, expected: "" }, cell);
    model.hasEnded = true;
    await click(el);
    expect([cell.text, labelOf(el)]).toEqual([NEW, "Done"]);
  });

  it("leaves a cell alone that was edited, shows what it would change, and copies it", async () => {
    const edited = `${OLD} ; batch 8`;
    const cell = new Cell(edited);
    const { model, el } = show(USE, cell);
    await click(el);
    expect([cell.text, model.sent, copied]).toEqual([edited, [], []]);
    expect(el.textContent).toContain("was edited after it was run");
    expect(find(el, "pre").textContent).toBe("- 700 -> 20 relu -> 10 softmax\n+ 784 -> 20 relu -> 10 softmax");
    find(el, ".dm-small", HTMLButtonElement).click();
    await vi.advanceTimersByTimeAsync(10);
    expect(copied).toEqual([NEW]);
  });

  it("takes a cell that says it already for written", async () => {
    const { model, el } = show(USE, new Cell(NEW));
    await click(el);
    expect(model.sent).toHaveLength(1);
  });

  it.each([
    ["shows no cells", undefined],
    ["has it below no cell", new Cell(OLD, "b2")],
  ])("copies it where the page %s, and says what to do with it", async (_, cell) => {
    const { model, el } = show(USE, cell);
    await click(el);
    expect([labelOf(el), copied, model.sent]).toEqual(["Copied", [NEW], []]);
    expect(el.textContent).toContain("paste it over the text of the cell");
  });

  it("shows all lines selected where nothing may be copied", async () => {
    Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
    Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
    const { el } = show(USE);
    await click(el);
    const field = find(el, "textarea", HTMLTextAreaElement);
    expect([field.value, field.selectionEnd, field.getAttribute("rows")]).toEqual([NEW, NEW.length, "3"]);
  });

  it("takes every listener off again", () => {
    const { model, end } = show(USE);
    end();
    expect(model.listening).toBe(0);
  });
});

describe("a note on a cell", () => {
  it("is there while the cell is older, with words for pages that can't change it", () => {
    const { model, el } = show({ ...NOTE, text: OLD });
    expect(isShown(el)).toBe(false);
    model.update({ text: NEW });
    expect(isShown(el)).toBe(true);
    expect([find(el, ".dm-cell-words").textContent, labelOf(el)]).toEqual(["The cell is older.", "Copy the cell"]);
    expect(labelOf(show(NOTE, new Cell(OLD)).el)).toBe("Update the cell");
  });

  it("writes into the cell when the kernel wants it", async () => {
    const cell = new Cell(OLD);
    const { model, el } = show({ ...NOTE, text: OLD }, cell);
    await vi.advanceTimersByTimeAsync(50);
    expect(model.sent).toEqual([]);
    model.update({ is_wanted: true, text: NEW });
    await vi.advanceTimersByTimeAsync(50);
    expect([cell.text, model.sent[0]]).toEqual([NEW, { type: "written", text: NEW }]);
    expect(isShown(el)).toBe(false);
  });

  it("writes when it is drawn, if the kernel wanted it before the page had its script", async () => {
    const cell = new Cell(OLD);
    const { model } = show({ ...NOTE, is_wanted: true }, cell);
    await vi.advanceTimersByTimeAsync(50);
    expect([cell.text, model.sent]).toEqual([NEW, [{ type: "written", text: NEW }]]);
  });

  it("shows what it would change in an edited cell as often as it is drawn", async () => {
    const cell = new Cell(`${OLD} ; batch 8`);
    const { model } = show(NOTE, cell);
    model.update({ is_wanted: true });
    await vi.advanceTimersByTimeAsync(50);
    const again = render(widget, model);
    await vi.advanceTimersByTimeAsync(50);
    expect(find(again.el, "pre").textContent).toContain("+ 784 ->");
  });

  it("copies nothing by itself", async () => {
    const { model } = show(NOTE);
    model.update({ is_wanted: true });
    await vi.advanceTimersByTimeAsync(50);
    expect(copied).toEqual([]);
  });
});
