import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { FakeOutputs, markedOutput, notebookOf } from "../../testing/notebook";
import { find } from "../../testing/page";
import widget from "./index";
import { TRAITS, type Answer, type Ask, type GiveModel } from "./model";
import { SHOWN } from "./view";

const COPY: GiveModel = {
  label: "Copy",
  tooltip: "Copy the network's text",
  description: "",
  kind: "copy",
  text: "784 -> 10 softmax",
  mark: "",
  done_label: "Copied",
};
const FILE: GiveModel = { ...COPY, label: "Save the table", kind: "file", done_label: "Saved" };

type Model = FakeModel<GiveModel, Ask>;

function modelOf(traits: GiveModel): Model {
  return new FakeModel(traits);
}

/** What the kernel says, with a file's content. */
function answer(model: Model, words: Answer, content = ""): void {
  model.emit("msg:custom", words, [new DataView(new TextEncoder().encode(content).buffer)]);
}

interface Shown {
  el: HTMLElement;
  button: HTMLButtonElement;
  end: () => void;
}

function show(model: Model): Shown {
  const { el, end } = render(widget, model);
  return { el, button: find(el, "button", HTMLButtonElement), end };
}

/** What a person reads on the button. */
function said({ button }: Shown): string {
  return [...button.querySelectorAll(".dm-give-shown")].map((each) => each.textContent).join("|");
}

function told({ el }: Shown): string {
  return el.querySelector("[role=status]")?.textContent ?? "";
}

function key(model: Model): string {
  return model.sent.at(-1)?.key ?? "";
}

/** Lets the page try to copy; what it says is read after that. */
async function clickAndWait({ button }: Shown): Promise<void> {
  button.click();
  await vi.advanceTimersByTimeAsync(10);
}

function setClipboard(writeText: ((text: string) => Promise<void>) | undefined): void {
  const clipboard = writeText && { writeText };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
}

function setCommand(works: boolean): void {
  Object.defineProperty(document, "execCommand", { value: () => works, configurable: true });
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a button that puts a text into its cell", () => {
  const CELL: GiveModel = { ...COPY, label: "Use this spec", kind: "cell", mark: "a1", done_label: "Done" };

  function notebook(key: string, put: (text: string) => void): unknown {
    const outputs = new FakeOutputs([markedOutput(key)]);
    return notebookOf({ outputs: new FakeOutputs([]) }, { outputs, sharedModel: { setSource: put } });
  }

  it("puts it there, and says so", async () => {
    const put = vi.fn();
    const shown = show(Object.assign(modelOf(CELL), { widget_manager: notebook("a1", put) }));
    await clickAndWait(shown);
    expect(put).toHaveBeenCalledExactlyOnceWith("784 -> 10 softmax");
    expect(said(shown)).toBe("Done");
  });

  it.each([
    ["shows no cells", {}],
    ["has it below no cell", { widget_manager: notebook("b2", vi.fn()) }],
  ])("copies it where the page %s", async (_, page) => {
    const copied: string[] = [];
    setClipboard((text) => Promise.resolve(void copied.push(text)));
    const shown = show(Object.assign(modelOf(CELL), page));
    await clickAndWait(shown);
    expect(copied).toEqual(["784 -> 10 softmax"]);
    expect(said(shown)).toBe("Copied");
  });
});

describe("a button that copies", () => {
  it("copies without asking the kernel, and says so for a moment", async () => {
    const copied: string[] = [];
    setClipboard((text) => Promise.resolve(void copied.push(text)));
    const model = modelOf(COPY);
    const shown = show(model);
    expect(said(shown)).toBe("Copy");
    await clickAndWait(shown);
    expect(copied).toEqual(["784 -> 10 softmax"]);
    expect(model.sent).toEqual([]);
    expect([said(shown), told(shown)]).toEqual(["Copied", "Copied"]);
    vi.advanceTimersByTime(SHOWN);
    expect([said(shown), told(shown)]).toEqual(["Copy", ""]);
  });

  it("copies the text of the moment, and goes on saying so when the text changes", async () => {
    const copied: string[] = [];
    setClipboard((text) => Promise.resolve(void copied.push(text)));
    const model = modelOf(COPY);
    const shown = show(model);
    model.update({ text: "784 -> 20 softmax" });
    await clickAndWait(shown);
    model.update({ text: "784 -> 30 softmax" });
    expect(copied).toEqual(["784 -> 20 softmax"]);
    expect(said(shown)).toBe("Copied");
  });

  it.each([
    ["has no clipboard", undefined],
    ["may not use it", () => Promise.reject(new Error("not allowed"))],
  ])("copies the old way where the page %s", async (_, writeText) => {
    setClipboard(writeText);
    setCommand(true);
    const shown = show(modelOf(COPY));
    await clickAndWait(shown);
    expect(said(shown)).toBe("Copied");
    expect(document.querySelector("textarea")).toBeNull();
  });

  it("shows the text selected where nothing else works", async () => {
    setClipboard(undefined);
    setCommand(false);
    const shown = show(modelOf(COPY));
    await clickAndWait(shown);
    const field = shown.el.querySelector("input");
    expect(field?.value).toBe("784 -> 10 softmax");
    expect(document.activeElement).toBe(field);
    expect([field?.selectionStart, field?.selectionEnd]).toEqual([0, 17]);
    expect(field?.getAttribute("aria-label")).toBeTruthy();
    expect(said(shown)).toBe("Copy");
    field?.dispatchEvent(new Event("copy"));
    await vi.advanceTimersByTimeAsync(10);
    expect(said(shown)).toBe("Copied");
    expect(shown.el.querySelector("input")).toBeNull();
    expect(document.activeElement).toBe(shown.button);
  });
});

describe("a button that saves a file", () => {
  it("asks the kernel and hands the file to the browser", async () => {
    const saved: { name: string; text: Promise<string> }[] = [];
    let blob = new Blob();
    vi.spyOn(URL, "createObjectURL").mockImplementation((given) => {
      blob = given as Blob;
      return "blob:one";
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      saved.push({ name: this.download, text: blob.text() });
    });
    const model = modelOf(FILE);
    const shown = show(model);
    shown.button.click();
    expect(shown.button.getAttribute("aria-busy")).toBe("true");
    answer(model, { type: "file", key: key(model), name: "epochs.csv", mime: "text/csv" }, "a,b\n");
    expect(saved.map(({ name }) => name)).toEqual(["epochs.csv"]);
    expect(await saved[0]?.text).toBe("a,b\n");
    expect(said(shown)).toBe("Saved");
    expect(shown.button.hasAttribute("aria-busy")).toBe(false);
  });

  it("takes only the answer to its own question: another page may show it too", () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const model = modelOf(FILE);
    const [asking, other] = [show(model), show(model)];
    asking.button.click();
    answer(model, { type: "file", key: key(model), name: "a", mime: "" });
    answer(model, { type: "file", key: "of another page", name: "a", mime: "" });
    expect(click).toHaveBeenCalledTimes(1);
    expect([said(asking), said(other)]).toEqual(["Saved", "Save the table"]);
  });

  it("says so where the kernel has ended", () => {
    const model = modelOf(FILE);
    model.hasEnded = true;
    const shown = show(model);
    shown.button.click();
    expect(told(shown)).toContain("has ended");
    expect(shown.button.hasAttribute("aria-busy")).toBe(false);
  });

  it("says in words why there is no file, markup as text", () => {
    const model = modelOf(FILE);
    const shown = show(model);
    shown.button.click();
    answer(model, { type: "failed", key: key(model), words: "OSError: <img src=x> $x$" });
    expect(told(shown)).toBe("OSError: <img src=x> $x$");
    expect(shown.el.querySelector(".dm-give-beside")?.textContent).toBe("OSError: <img src=x> $x$");
    expect(shown.el.querySelector("img")).toBeNull();
    vi.advanceTimersByTime(SHOWN);
    expect(said(shown)).toBe("Save the table");
    shown.button.click();
    expect(shown.el.querySelector(".dm-give-beside")?.textContent).toBe("");
  });
});

describe("any of them", () => {
  it("follows its label and its tooltip", () => {
    const model = modelOf(COPY);
    const shown = show(model);
    model.update({ label: "Copy <b>all</b>", tooltip: "more" });
    expect(said(shown)).toBe("Copy <b>all</b>");
    expect(shown.button.title).toBe("more");
    expect(shown.el.querySelector("b")).toBeNull();
  });

  it("keeps all that it may say in the page, so that its width stays", () => {
    const { button } = show(modelOf(COPY));
    expect(button.textContent).toContain("Copied");
    const hidden = [...button.querySelectorAll("[aria-hidden=true]")].map((each) => each.textContent);
    expect(hidden).toContain("Copied");
    expect(hidden).not.toContain("Copy");
  });

  it("takes every listener off again", () => {
    const model = modelOf(FILE);
    const { button, end } = show(model);
    expect(model.listening).toBe(TRAITS.length + 1);
    end();
    button.click();
    expect(model.listening).toBe(0);
    expect(model.sent).toEqual([]);
  });
});
