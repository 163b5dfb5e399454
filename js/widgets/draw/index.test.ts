import { beforeEach, expect, test, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { Answer, Message, PadModel } from "./model";

const bytes = (...numbers: number[]): DataView => new DataView(new Uint8Array(numbers).buffer);

const FACTS: PadModel = {
  form: { height: 2, width: 2, channels: 1, is_drawing: true },
  has_ground: true,
  is_light_on_dark: true,
  base: bytes(),
  base_size: [],
  base_number: 0,
  answered: 7,
  is_fitted: true,
  answer: {},
  picture: bytes(),
  similar_pictures: bytes(),
};
const ANSWER: Answer = {
  words: "<b>3</b>, 93 %",
  bars: [
    { name: "<b>3</b>", share: 0.93, text: "93.0 %", is_marked: true },
    { name: "8", share: 0.07, text: "7.0 %", is_marked: false },
  ],
  note: "By untrained weights.",
  caption: "2 x 2, centred by its mass",
  similar: [{ label: "<b>3</b>", row: "Row 12 of x" }],
  refusal: "",
};

/** A canvas whose every pixel has ink once a line is drawn: the tests' page has none. */
let lines: string[] = [];

beforeEach(() => {
  lines = [];
  document.body.replaceChildren();
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "performance"] });
  vi.stubGlobal("ImageData", Array);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation((() => new Proxy({}, {
    get: (_, name) => (...given: number[]) => {
      lines.push(`${String(name)} ${given.join(" ")}`);
      return { data: new Uint8ClampedArray(8).fill(255) };
    },
    set: (_, name, value) => lines.push(`${String(name)} = ${String(value)}`) > 0,
  })) as never);
  HTMLCanvasElement.prototype.setPointerCapture = () => undefined;
});

function shown(facts: Partial<PadModel> = {}): {
  el: HTMLElement;
  model: FakeModel<PadModel, Message>;
  canvas: HTMLElement;
  sent: () => Message[];
} {
  const model = new FakeModel<PadModel, Message>({ ...FACTS, ...facts });
  const { el } = render(widget, model);
  vi.advanceTimersToNextFrame();
  return { el, model, canvas: find(el, ".dm-draw-canvas"), sent: () => model.sent.splice(0) };
}

function point(canvas: HTMLElement, type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const place = { clientX: x, clientY: y, isPrimary: true, button: 0, bubbles: true };
  canvas.dispatchEvent(new PointerEvent(`pointer${type}`, { ...place, ...more }));
}

function stroke(canvas: HTMLElement): void {
  point(canvas, "down", 10, 10);
  point(canvas, "move", 20, 30);
  point(canvas, "up", 20, 30);
}

test("one drawing is sent at a time, and the last one when it was answered", () => {
  const { model, canvas, sent } = shown();
  expect(sent()).toEqual([{ type: "restore" }]);
  point(canvas, "down", 10, 10);
  point(canvas, "move", 20, 30);
  point(canvas, "move", 40, 30);
  expect(sent()).toMatchObject([{ type: "draw", number: 8, is_done: false }]);
  model.set("answered", 8);
  expect(sent()).toMatchObject([{ type: "draw", number: 9, is_done: false }]);
  point(canvas, "up", 40, 30);
  expect(sent()).toEqual([]);
  vi.advanceTimersByTime(1100); // a kernel that is busy with a cell
  expect(sent()).toMatchObject([{ type: "draw", number: 10, is_done: true, pixels: btoa("\xff\xff") }]);
});

test("another finger and the right button draw nothing", () => {
  const { canvas, sent } = shown();
  sent();
  point(canvas, "down", 10, 10, { isPrimary: false });
  point(canvas, "down", 10, 10, { button: 2 });
  point(canvas, "move", 20, 20);
  expect(sent()).toEqual([]);
});

test("strokes are undone one by one, and so is Clear; keys do both", () => {
  const { el, model, canvas, sent } = shown();
  const [clear, undo] = [...el.querySelectorAll<HTMLButtonElement>(".dm-draw-button")];
  const answer = (): Message[] => {
    model.set("answered", 1_000);
    vi.advanceTimersToNextFrame();
    return sent();
  };
  expect([clear?.disabled, undo?.disabled]).toEqual([true, true]);
  stroke(canvas);
  answer();
  clear?.click();
  expect(answer()).toMatchObject([{ pixels: "" }]);
  undo?.click();
  expect(answer()).toMatchObject([{ pixels: btoa("\xff\xff") }]);
  expect(press(canvas, "z", { ctrlKey: true }).defaultPrevented).toBe(true);
  expect(answer()).toMatchObject([{ pixels: "" }]);
  expect([clear?.disabled, undo?.disabled]).toEqual([true, true]);
  stroke(canvas);
  press(canvas, "Delete");
  expect(answer().at(-1)).toMatchObject({ pixels: "" });
  expect(press(canvas, "a").defaultPrevented).toBe(false);
});

test("the pen has three widths", () => {
  const { el } = shown();
  const pens = [...el.querySelectorAll<HTMLButtonElement>(".dm-draw-pens button")];
  pens[2]?.click();
  expect(pens.map((pen) => pen.ariaPressed ?? pen.getAttribute("aria-pressed"))).toEqual(["false", "false", "true"]);
});

test("a pen of a picture with three channels has a colour, which strokes before it keep", () => {
  expect(shown().el.querySelector("input[type=color]")).toBeNull();
  const { el, canvas } = shown({ has_ground: false, is_light_on_dark: false, form: { ...FACTS.form, channels: 3 } });
  stroke(canvas);
  const colour = find(el, "input[type=color]", HTMLInputElement);
  expect([colour.ariaLabel ?? colour.getAttribute("aria-label"), colour.value]).toEqual(["Colour of the pen", "#000000"]);
  colour.value = "#00aa33";
  colour.dispatchEvent(new Event("input"));
  stroke(canvas);
  lines = [];
  vi.advanceTimersToNextFrame();
  expect(lines.filter((line) => line.startsWith("strokeStyle"))).toEqual(["strokeStyle = rgb(0, 0, 0)", "strokeStyle = #00aa33"]);
});

test("a new base takes the place of what was drawn, and is named when nothing is drawn on it", () => {
  const { model, canvas, sent } = shown();
  stroke(canvas);
  model.set("answered", 1_000);
  sent();
  model.update({ base: bytes(0, 9, 9, 0), base_size: [2, 2], base_number: 1 });
  expect(sent()).toEqual([]);
  vi.advanceTimersToNextFrame();
  expect(lines.filter((line) => line.startsWith("drawImage"))).toHaveLength(1);
  stroke(canvas);
  model.set("answered", 2_000);
  expect(sent().at(-1)).toMatchObject({ type: "draw" });
  press(canvas, "z", { metaKey: true });
  expect(sent()).toMatchObject([{ type: "show_base" }]);
});

test("the answer is a list of bars below its words, with the similar rows, all in text", () => {
  const { el, model } = shown();
  expect(el.textContent).toContain("Draw on the pad: the network answers while you draw.");
  expect(find(el, ".dm-draw-similar").hidden).toBe(true);
  model.update({ answer: ANSWER, answered: 8, similar_pictures: bytes(1, 2, 3, 4) });
  vi.advanceTimersToNextFrame();
  expect(el.querySelector("b")).toBeNull();
  expect(find(el, ".dm-draw-words").textContent).toBe("<b>3</b>, 93 %");
  const list = find(el, "ul[aria-label='The answer of the network']");
  expect([...list.children].map((bar) => bar.textContent)).toEqual(["<b>3</b>93.0 %", "87.0 %"]);
  expect(find(list, ".dm-draw-most .dm-wall-fill").style.width).toBe("93%");
  expect(find(el, ".dm-give-told").textContent).toBe("<b>3</b>, 93 %");
  expect(find(el, ".dm-draw-similar").textContent).toContain("<b>3</b>");
  model.set("answer", { ...ANSWER, words: "", bars: [], note: "", refusal: "No numbers." });
  expect(find(el, ".dm-draw-answer .dm-failed").textContent).toBe("No numbers.");
  model.set("answer", { ...ANSWER, bars: [{ name: "y", share: null, text: "2.1", is_marked: false }] });
  expect(el.querySelector(".dm-wall-fill")).toBeNull();
});

test("only a drawing is fitted to the frame, which changes at once", () => {
  const { el, model, sent } = shown();
  sent();
  const box = find(el, "input[type=checkbox]", HTMLInputElement);
  box.click();
  expect(sent()).toEqual([{ type: "fit", is_fitted: false }]);
  expect(model.get("is_fitted")).toBe(false);
  expect(find(shown({ has_ground: false }).el, "label").hidden).toBe(true);
});

test("an image of a file goes to the kernel, and what is none is refused in a sentence", async () => {
  vi.stubGlobal("createImageBitmap", (file: Blob) => (
    file.type === "image/png" ? Promise.resolve({ width: 800, height: 400, close: () => undefined }) : Promise.reject(new Error("?"))
  ));
  const { el, sent } = shown();
  sent();
  const open = async (...files: File[]): Promise<void> => {
    const input = find(el, "input[type=file]", HTMLInputElement);
    Object.defineProperty(input, "files", { value: files, configurable: true });
    input.dispatchEvent(new Event("change"));
    await vi.waitFor(() => { vi.advanceTimersToNextFrame(); });
    await Promise.resolve();
  };
  const problem = async (): Promise<string> => {
    await new Promise((resolve) => { setImmediate(resolve); });
    vi.advanceTimersToNextFrame();
    return find(el, ".dm-draw-pad .dm-failed").textContent;
  };
  await open(new File(["x"], "a.png", { type: "image/png" }));
  expect(await problem()).toBe("");
  expect(sent()).toEqual([{ type: "paste", pixels: btoa("\xff".repeat(6)), height: 100, width: 200 }]);
  await open(new File(["x"], "a.txt", { type: "text/plain" }));
  expect(await problem()).toBe("This is not an image that the browser can read.");
  await open(new File([], "a.png", { type: "image/png" }));
  expect(await problem()).toBe("This file is empty.");
  const huge = new File(["x"], "a.png", { type: "image/png" });
  Object.defineProperty(huge, "size", { value: 60_000_000 });
  await open(huge);
  expect(await problem()).toBe("This file is larger than 50 MB.");
  find(el, ".dm-draw-link").click();
  expect(await problem()).toBe("There is no image on the clipboard.");
  vi.spyOn(navigator.clipboard, "read").mockRejectedValue(new Error("not allowed"));
  find(el, ".dm-draw-link").click();
  expect(await problem()).toContain("press Ctrl+V");
  expect(sent()).toEqual([]);
});

test("it gets the focus that another tab passed to it, once", () => {
  const { el, model, canvas } = shown();
  el.classList.add("dm-panel");
  el.dataset.focusTo = "Draw";
  model.set("base_number", 1);
  vi.advanceTimersToNextFrame();
  expect(document.activeElement).toBe(canvas);
  expect(el.dataset.focusTo).toBeUndefined();
});

test("without a kernel it says so", () => {
  const { el, model, canvas } = shown();
  model.hasEnded = true;
  stroke(canvas);
  vi.advanceTimersToNextFrame();
  expect(el.textContent).toContain("The kernel has ended");
});
