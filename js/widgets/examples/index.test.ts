import { expect, test } from "vitest";

import type { Detail } from "../../shared/detail_view";
import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { ExamplesModel, Row, Shown } from "./model";

const PIXELS = new DataView(new Uint8Array([0, 128]).buffer);
const ROW: Row = { key: 12, cells: ["12", "<i>"], caption: ["7 as 1", "97 %"], words: "row 12: true 7, predicted 1" };
const TABLE: Shown = {
  title: "Worst mistakes",
  note: "",
  can_close: false,
  can_open: false,
  columns: ["Row", "<b>"],
  texts: [1],
  rows: [ROW],
  picture: null,
};
const PICTURES: Shown = {
  ...TABLE,
  can_close: true,
  picture: { height: 1, width: 2, channels: 1, is_drawing: true, pixels: PIXELS },
};

const DETAIL: Detail = {
  number: 12,
  title: "Row 12 of x",
  truth: "7",
  said: "1",
  is_right: false,
  bars: [{ name: "1", share: 0.97, text: "97.0 %", is_marked: false }],
  moment: "After epoch 2.",
};

function rendered(shown: Shown): { el: HTMLElement; model: FakeModel<ExamplesModel>; end: () => void } {
  const model = new FakeModel<ExamplesModel>({ shown, detail: {}, large: PIXELS, large_form: {} });
  return { model, ...render(widget, model) };
}

test("rows of a table are text, whatever they hold, and columns of words are told from those of numbers", () => {
  const { el } = rendered(TABLE);
  expect([...el.querySelectorAll("th, td")].map((cell) => cell.textContent)).toEqual(["Row", "<b>", "12", "<i>"]);
  expect(el.querySelector("b, i")).toBeNull();
  expect([...el.querySelectorAll(".dm-text")].map((cell) => cell.textContent)).toEqual(["<b>", "<i>"]);
});

test("images are drawn with what is said of them, and long captions widen their places", () => {
  const { el, model } = rendered(PICTURES);
  const canvas = find(el, "canvas", HTMLCanvasElement);
  expect([canvas.width, canvas.height]).toEqual([2, 1]);
  const button = find(el, "li button");
  expect(button.title).toBe(ROW.words);
  expect(button.getAttribute("aria-label")).toBeNull(); // it would hide the caption, which is its name
  expect(find(el, "li").textContent).toBe("7 as 197 %");
  expect(find(el, "ul").className).toBe("dm-examples-wall");
  model.set("shown", { ...PICTURES, rows: [{ ...ROW, caption: ["automobile", "as bird"] }] });
  expect(find(el, "ul").className).toBe("dm-examples-wall dm-wide");
});

test("Escape and a button leave the rows of a cell", () => {
  const { el, model } = rendered(TABLE);
  const back = find(el, ".dm-pick");
  expect(back.hidden).toBe(true);
  press(find(el, ".dm-examples-place"), "Escape");
  expect(model.sent).toEqual([]);
  model.set("shown", PICTURES);
  press(find(el, ".dm-examples-place"), "Escape");
  back.click();
  expect(model.sent).toEqual([{ type: "close" }, { type: "close" }]);
});

test("a picture opens large, and Escape closes it before it leaves the cell", () => {
  const { el, model } = rendered(PICTURES);
  const picture = find(el, ".dm-example");
  picture.focus();
  picture.click();
  expect(model.sent).toEqual([{ type: "open", key: 12 }]);
  model.set("detail", DETAIL);
  const dialog = find(el, "[role=dialog]");
  expect(dialog.textContent).toContain("Row 12 of x");
  expect(dialog.contains(document.activeElement)).toBe(true);
  press(dialog, "Escape");
  expect(el.querySelector("[role=dialog]")).toBeNull();
  expect(document.activeElement).toBe(picture);
  expect(model.sent.slice(1)).toEqual([{ type: "close_example" }]);
});

test("the focus stays on its picture while the pictures change, until the view is closed", () => {
  const rows = [3, 4, 12].map((key) => ({ ...ROW, key }));
  const { el, model, end } = rendered({ ...PICTURES, rows });
  find(el, "[data-key='12']").focus();
  model.set("shown", { ...PICTURES, rows: rows.toReversed() });
  expect((document.activeElement as HTMLElement).dataset.key).toBe("12");
  end();
  expect(model.listening).toBe(0);
});

test("a row of a table opens by its number, with all of its columns", () => {
  const { el, model } = rendered({ ...TABLE, can_open: true });
  find(el, "td button").click();
  expect(model.sent).toEqual([{ type: "open", key: 12 }]);
  model.set("detail", { ...DETAIL, columns: [{ name: "<b>", value: "f", typical: "m", change: "+0.1" }] });
  expect(find(el, `[role="dialog"] tbody`).textContent).toBe("<b>fm+0.1");
  press(find(el, `[role="dialog"]`), "Escape");
  expect(el.querySelector(`[role="dialog"]`)).toBeNull();
});
