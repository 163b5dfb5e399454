// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { Chart, Message, PlaneModel, Words } from "./model";

const axis = { low: 0, high: 4, ticks: [1, 3], labels: ["20", "60"] };
const CHART: Chart = {
  across: { ...axis, name: "age" },
  up: { ...axis, name: "<b>fare</b>" },
  marks: [{ is_line: false, color: "red", size: 5, count: 2 }, { is_line: false, color: "white", size: 2, count: 1 }],
  points: new DataView(new Float32Array([1, 1, 3, 2, 3, 2]).buffer),
  palette: ["rgb(1, 2, 3)", "rgb(4, 5, 6)"],
  cells: new DataView(new Uint16Array(16).buffer),
};
const WORDS: Words = {
  sentence: "Two regions; 1 of 9 held-out rows is on the wrong side.",
  moment: "Weights of step 12, in epoch 2.",
  held: "",
  held_values: "",
  is_of_row: false,
  side: 4,
  columns: ["age", "<b>fare</b>"],
  across: 0,
  up: 1,
  classes: [{ name: "<b>cat</b>", color: "red" }, { name: "dog", color: "blue" }],
  more: "",
  scale: {},
  has_wrong: true,
  has_held_out: true,
};
const MODEL: PlaneModel = {
  chart: CHART,
  units: {
    layers: [{ name: "Hidden layer 1", count: 3 }, { name: "The last layer", count: 2 }],
    palette: ["red", "white", "blue"],
    side: 2,
    cells: new DataView(new Uint8Array(20).buffer),
  },
  opened: [],
  words: WORDS,
  reading: "",
};

let drawn: string[] = [];

beforeEach(() => {
  drawn = [];
  document.body.replaceChildren();
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "clearTimeout"] });
  vi.stubGlobal("ImageData", Array);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(868);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    const own: Record<string, unknown> = { canvas: this };
    return new Proxy(own, {
      get: (known, name) => known[name as string] ?? ((...given: unknown[]) => {
        drawn.push(`${String(name)} ${given.filter((each) => typeof each !== "object").join(" ")}`);
      }),
      set: () => true,
    }) as never;
  });
});

function nextFrame(): void {
  drawn = [];
  vi.advanceTimersToNextFrame();
}

function shown(traits: Partial<PlaneModel> = {}) {
  const model = new FakeModel<PlaneModel, Message>({ ...MODEL, ...traits });
  const { el, end } = render(widget, model);
  nextFrame();
  return { el, model, end, canvas: find(el, "canvas", HTMLCanvasElement) };
}

function point(canvas: HTMLCanvasElement, kind: string, offsetX: number, offsetY: number): void {
  const event = new MouseEvent(kind, { bubbles: true });
  Object.defineProperties(event, { offsetX: { value: offsetX }, offsetY: { value: offsetY } });
  canvas.dispatchEvent(event);
}

const count = (name: string): number => drawn.filter((line) => line.startsWith(`${name} `)).length;

test("the picture has its sentence as a name, and rows, ticks and names on it", () => {
  const { el, canvas } = shown();
  expect(canvas.getAttribute("role")).toBe("img");
  expect(canvas.getAttribute("aria-label")).toContain(WORDS.sentence);
  expect(count("drawImage")).toBe(1);
  expect(count("arc")).toBe(3);
  const texts = drawn.filter((line) => line.startsWith("fillText")).map((line) => line.split(" ")[1]);
  expect(texts).toEqual(["20", "60", "20", "60", "age", "<b>fare</b>"]);
  expect(el.querySelector("b")).toBeNull();
  expect(find(el, ".dm-plane-side").textContent).toContain("<b>cat</b>dogtraining rowheld-out rowwrong");
});

test("a refresh paints once, until the view is closed", () => {
  const { model, end } = shown();
  model.update({ chart: { ...CHART }, reading: "At age 44: dog 71 %." });
  expect(vi.getTimerCount()).toBe(1);
  end();
  expect(model.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("the last place of a moving pointer is asked for, and what stands there is written", () => {
  const { el, canvas, model } = shown();
  point(canvas, "mousemove", 60, 20);
  point(canvas, "mousemove", 400, 360);
  vi.advanceTimersByTime(100);
  expect(model.sent).toEqual([{ type: "point", across: 3, up: 0 }]);
  model.set("reading", "At age 60: dog 71 %.");
  nextFrame();
  expect(find(el, ".dm-plane-reading").textContent).toBe("At age 60: dog 71 %.");
  point(canvas, "mouseleave", 0, 0);
  expect(model.sent.at(-1)).toEqual({ type: "leave" });
});

test("arrow keys move the point from the middle", () => {
  const { canvas, model } = shown();
  for (const key of ["ArrowRight", "ArrowUp"]) {
    expect(press(canvas, key).defaultPrevented).toBe(true);
    vi.advanceTimersByTime(100);
  }
  expect(model.sent).toEqual([{ type: "point", across: 3, up: 2 }, { type: "point", across: 3, up: 3 }]);
  expect(press(canvas, "a").defaultPrevented).toBe(false);
});

test("a curve is a line, and its point moves along it", () => {
  const line = { is_line: true, color: "blue", size: 1.8, count: 3 };
  const chart = { ...CHART, marks: [line], cells: new DataView(new ArrayBuffer(0)), palette: [] };
  const { canvas, model } = shown({ chart, words: { ...WORDS, up: -1 }, units: {} });
  expect([count("drawImage"), count("arc"), count("lineTo")]).toEqual([0, 0, 3]);
  press(canvas, "ArrowUp");
  press(canvas, "ArrowLeft");
  vi.advanceTimersByTime(100);
  expect(model.sent).toEqual([{ type: "point", across: 1, up: 0 }]);
});

test("columns are chosen by name", () => {
  const { el, model } = shown();
  const [across, up] = el.querySelectorAll("select");
  expect([across?.value, up?.value]).toEqual(["0", "1"]);
  expect([...(up?.options ?? [])].map(({ text }) => text)).toEqual(["the prediction", "age", "<b>fare</b>"]);
  if (up) {
    up.value = "-1";
    up.dispatchEvent(new Event("change", { bubbles: true }));
  }
  expect(model.sent).toEqual([{ type: "choose", side: "up", column: -1 }]);
});

test("a click chooses a row only where other columns are held", () => {
  const { el, canvas, model } = shown();
  point(canvas, "click", 60, 20);
  expect(model.sent).toEqual([]);
  model.set("words", { ...WORDS, held: "The other 2 columns are those of row 3.", is_of_row: true });
  nextFrame();
  point(canvas, "click", 10, 20); // beside the plot
  point(canvas, "click", 200, 100);
  expect(model.sent).toHaveLength(1);
  expect(model.sent[0]).toMatchObject({ type: "pick" });
  find(el, ".dm-plane-held button", HTMLButtonElement).click();
  expect(model.sent.at(-1)).toEqual({ type: "reset" });
});

test("each unit is a button that enlarges it, and Escape shows the predictions again", () => {
  const { el, model } = shown();
  const units = [...el.querySelectorAll<HTMLButtonElement>(".dm-plane-unit")];
  expect(units.map((unit) => unit.tabIndex)).toEqual([0, -1, -1, 0, -1]);
  const [first, second] = units;
  press(first ?? el, "ArrowRight");
  expect(document.activeElement).toBe(second);
  second?.click();
  expect(model.sent).toEqual([{ type: "open", layer: 0, unit: 1 }]);
  const scale = { name: "Hidden layer 1, unit 1", colors: ["red", "blue"], low: "-1", high: "1" };
  model.update({ opened: [0, 1], words: { ...WORDS, scale } });
  nextFrame();
  expect(second?.getAttribute("aria-pressed")).toBe("true");
  expect(find(el, ".dm-plane-scale").textContent).toBe("Hidden layer 1, unit 1-11");
  press(second ?? el, "Escape");
  expect(model.sent.at(-1)).toEqual({ type: "close" });
});

test("a kernel that has ended is said", () => {
  const { el, canvas, model } = shown();
  model.hasEnded = true;
  press(canvas, "ArrowRight");
  vi.advanceTimersByTime(100);
  nextFrame();
  expect(find(el, ".dm-plane-reading").textContent).toContain("The kernel has ended");
});
