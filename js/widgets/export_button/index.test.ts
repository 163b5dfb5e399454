import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find } from "../../testing/page";
import widget from "./index";
import type { Answer, Ask, GiveModel } from "./model";

const COPY: GiveModel = {
  label: "Copy",
  tooltip: "Copy the network's text",
  description: "",
  kind: "copy",
  text: "784 -> 10 softmax",
  done_label: "Copied",
};
const FILE: GiveModel = { ...COPY, label: "Save the table", kind: "file", done_label: "Saved" };

class Shown {
  readonly el: HTMLElement;
  readonly end: () => void;
  readonly button: HTMLButtonElement;

  constructor(readonly model: FakeModel<GiveModel, Ask>) {
    ({ el: this.el, end: this.end } = render(widget, model));
    this.button = find(this.el, "button", HTMLButtonElement);
  }

  /** What a person reads on the button. */
  get label(): string {
    return [...this.button.querySelectorAll(".dm-give-shown")].map((each) => each.textContent).join("|");
  }

  get status(): string {
    return find(this.el, "[role=status]").textContent;
  }

  get beside(): HTMLElement {
    return find(this.el, ".dm-give-beside");
  }

  /** Lets the page try to copy. */
  async click(): Promise<void> {
    this.button.click();
    await vi.advanceTimersByTimeAsync(10);
  }

  /** What the kernel says to the last question, with a file's content. */
  answer(words: { type: "file"; name: string; mime: string } | { type: "failed"; words: string }, content = ""): void {
    const answer: Answer = { ...words, key: this.model.sent.at(-1)?.key ?? "" };
    this.model.emit("msg:custom", answer, [new DataView(new TextEncoder().encode(content).buffer)]);
  }
}

function show(traits: GiveModel, page: Partial<FakeModel<GiveModel>> = {}): Shown {
  return new Shown(Object.assign(new FakeModel<GiveModel, Ask>(traits), page));
}

let copied: string[];

function setClipboard(clipboard: { writeText: (text: string) => Promise<void> } | undefined): void {
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
}

function setCommand(works: boolean): void {
  Object.defineProperty(document, "execCommand", { value: () => works, configurable: true });
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  copied = [];
  setClipboard({ writeText: (text) => Promise.resolve(void copied.push(text)) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a button that copies", () => {
  it("copies the text of the moment without the kernel, and says so for a moment", async () => {
    const shown = show(COPY);
    expect(shown.label).toBe("Copy");
    shown.model.update({ text: "784 -> 20 softmax" });
    await shown.click();
    shown.model.update({ text: "784 -> 30 softmax" });
    expect([copied, shown.model.sent]).toEqual([["784 -> 20 softmax"], []]);
    expect([shown.label, shown.status]).toEqual(["Copied", "Copied"]);
    vi.runOnlyPendingTimers();
    expect([shown.label, shown.status]).toEqual(["Copy", ""]);
  });

  it.each([
    ["has no clipboard", undefined],
    ["may not use it", { writeText: () => Promise.reject(new Error("not allowed")) }],
  ])("copies the old way where the page %s", async (_, clipboard) => {
    setClipboard(clipboard);
    setCommand(true);
    const shown = show(COPY);
    await shown.click();
    expect(shown.label).toBe("Copied");
    expect(document.querySelector("textarea")).toBeNull();
  });

  it("shows the text selected where nothing else works", async () => {
    setClipboard(undefined);
    setCommand(false);
    const shown = show(COPY);
    await shown.click();
    const field = find(shown.el, "textarea", HTMLTextAreaElement);
    expect([field.value, document.activeElement]).toEqual(["784 -> 10 softmax", field]);
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 17]);
    expect(field.getAttribute("aria-label")).toBeTruthy();
    expect(shown.label).toBe("Copy");
    field.dispatchEvent(new Event("copy"));
    await vi.advanceTimersByTimeAsync(10);
    expect([shown.label, document.activeElement]).toEqual(["Copied", shown.button]);
    expect(shown.el.querySelector("textarea")).toBeNull();
  });
});

describe("a button that saves a file", () => {
  it("asks the kernel and hands the file to the browser; another page may show it too", async () => {
    const saved: { name: string; address: string }[] = [];
    const blobs: Blob[] = [];
    vi.spyOn(URL, "createObjectURL").mockImplementation((given) => `blob:${blobs.push(given as Blob)}`);
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, address: this.href });
    });
    const shown = show(FILE);
    const other = new Shown(shown.model);
    shown.button.click();
    expect(shown.button.getAttribute("aria-busy")).toBe("true");
    shown.answer({ type: "file", name: "epochs.csv", mime: "text/csv" }, "a,b\n");
    expect(saved).toEqual([{ name: "epochs.csv", address: "blob:1" }]);
    expect(await blobs[0]?.text()).toBe("a,b\n");
    expect([shown.label, other.label]).toEqual(["Saved", "Save the table"]);
    expect(shown.button.hasAttribute("aria-busy")).toBe(false);
  });

  it("says so where the kernel has ended", () => {
    const shown = show(FILE, { hasEnded: true });
    shown.button.click();
    expect(shown.status).toContain("has ended");
    expect(shown.button.hasAttribute("aria-busy")).toBe(false);
  });

  it("says in words why there is no file, markup as text", () => {
    const shown = show(FILE);
    shown.button.click();
    shown.answer({ type: "failed", words: "OSError: <img src=x> $x$" });
    expect([shown.status, shown.beside.textContent]).toEqual(["OSError: <img src=x> $x$", "OSError: <img src=x> $x$"]);
    expect([shown.label, shown.el.querySelector("img")]).toEqual(["Not saved", null]);
    vi.runOnlyPendingTimers();
    expect(shown.label).toBe("Save the table");
    shown.button.click();
    expect(shown.beside.textContent).toBe("");
  });
});

describe("any of them", () => {
  it("follows its label and its tooltip", () => {
    const shown = show(COPY);
    shown.model.update({ label: "Copy <b>all</b>", tooltip: "more" });
    expect([shown.label, shown.button.title]).toEqual(["Copy <b>all</b>", "more"]);
  });

  it("keeps all that it may say in the page, so that its width stays", () => {
    const hidden = [...show(COPY).button.querySelectorAll("[aria-hidden=true]")].map((each) => each.textContent);
    expect(hidden).toEqual(["Copied"]);
  });

  it("takes every listener off again", () => {
    const { model, button, end } = show(FILE);
    end();
    button.click();
    expect([model.listening, model.sent]).toEqual([0, []]);
  });
});
