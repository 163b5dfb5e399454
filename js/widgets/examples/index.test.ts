// @vitest-environment happy-dom
import type { AnyModel } from "@anywidget/types";
import { expect, test } from "vitest";

import widget from "./index";
import type { ExamplesModel, Row, Shown } from "./model";
import { imageOf } from "./pixels";

type Handler = () => void;

class FakeModel {
  readonly handlers = new Map<string, Set<Handler>>();
  readonly sent: unknown[] = [];

  constructor(private shown: Shown) {}

  get(): Shown {
    return this.shown;
  }

  send(message: unknown): void {
    this.sent.push(message);
  }

  on(event: string, handler: Handler): void {
    this.handlers.set(event, (this.handlers.get(event) ?? new Set()).add(handler));
  }

  off(event: string, handler: Handler): void {
    this.handlers.get(event)?.delete(handler);
  }

  change(shown: Shown): void {
    this.shown = shown;
    for (const handler of this.handlers.get("change:shown") ?? []) {
      handler();
    }
  }
}

const ROW: Row = { key: 12, cells: ["12", "<i>"], caption: ["7 as 1", "97 %"], words: "row 12: 7 taken for 1" };
const TABLE: Shown = {
  title: "Worst mistakes",
  note: "",
  can_close: false,
  columns: ["Row", "<b>"],
  texts: [1],
  rows: [ROW],
  picture: null,
};
const PICTURES: Shown = {
  ...TABLE,
  can_close: true,
  picture: { height: 1, width: 2, channels: 1, pixels: new DataView(new Uint8Array([0, 128]).buffer) },
};

function rendered(shown: Shown): { el: HTMLElement; model: FakeModel; end: () => void } {
  const el = document.createElement("div");
  const model = new FakeModel(shown);
  const end = widget.render({
    model: model as unknown as AnyModel<ExamplesModel>,
    el,
  } as unknown as Parameters<typeof widget.render>[0]);
  return { el, model, end };
}

test("rows of a table are text, whatever they hold", () => {
  const { el } = rendered(TABLE);
  expect([...el.querySelectorAll("th, td")].map((cell) => cell.textContent)).toEqual(["Row", "<b>", "12", "<i>"]);
  expect(el.querySelector("b, i")).toBeNull();
});

test("images are drawn with what is said of them, and a button leads back", () => {
  const { el, model } = rendered(TABLE);
  expect(el.querySelector("button")?.hidden).toBe(true);
  model.change(PICTURES);
  const canvas = el.querySelector("canvas");
  expect([canvas?.width, canvas?.height]).toEqual([2, 1]);
  expect(canvas?.getAttribute("aria-label")).toBe(ROW.words);
  expect(el.querySelector("li")?.textContent).toBe("7 as 197 %");
  el.querySelector("button")?.click();
  expect(model.sent).toEqual([{ type: "close" }]);
});

test("columns of words are told from those of numbers", () => {
  const { el } = rendered(TABLE);
  expect([...el.querySelectorAll(".dm-text")].map((cell) => cell.textContent)).toEqual(["<b>", "<i>"]);
});

test("long captions widen the place of each picture", () => {
  const { el, model } = rendered(PICTURES);
  expect(el.querySelector("ul")?.classList.contains("dm-wide")).toBe(false);
  model.change({ ...PICTURES, rows: [{ ...ROW, caption: ["automobile", "as bird"] }] });
  expect(el.querySelector("ul")?.classList.contains("dm-wide")).toBe(true);
});

test("Escape leaves the rows of a cell", () => {
  const { el, model } = rendered(TABLE);
  const escape = (): void => {
    const key = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    el.querySelector(".dm-examples-place")?.dispatchEvent(key);
  };
  escape();
  expect(model.sent).toEqual([]);
  model.change(PICTURES);
  escape();
  expect(model.sent).toEqual([{ type: "close" }]);
});

test("grey and coloured bytes become pixels; missing ones none", () => {
  const grey = { height: 1, width: 1, channels: 1, pixels: new DataView(new Uint8Array([9, 7]).buffer) };
  expect(imageOf(grey, 1)).toEqual(new Uint8ClampedArray([7, 7, 7, 255]));
  expect(imageOf(grey, 2)).toBeNull();
  const coloured = { ...grey, channels: 3, pixels: new DataView(new Uint8Array([1, 2, 3]).buffer) };
  expect(imageOf(coloured, 0)).toEqual(new Uint8ClampedArray([1, 2, 3, 255]));
});

test("a view that is closed no longer listens", () => {
  const { model, end } = rendered(TABLE);
  end();
  expect([...model.handlers.values()].every((each) => each.size === 0)).toBe(true);
});
