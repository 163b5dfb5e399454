// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";

import type { Detail } from "../../shared/detail_view";
import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { Message, WallModel } from "./model";

const words = (...numbers: number[]): DataView => new DataView(new Uint16Array(numbers).buffer);

/** Three pictures of 2x2; the last one is a mistake and comes first. */
function facts(): WallModel {
  return {
    form: { count: 3, height: 2, width: 2, channels: 1, is_drawing: true },
    pixels: new DataView(new Uint8Array(12).buffer),
    names: ["<b>cat</b>", "dog"],
    captions: [["c", "d"], ["ca", "do"], ["cat", "dog"]],
    legends: ["c <b>cat</b> · d dog", "ca <b>cat</b> · do dog", ""],
    truth: words(0, 1, 1),
    said: words(0, 1, 0),
    order: words(2, 0, 1),
    wrong: 1,
    label: "2 of 3 right",
    detail: {},
    large: new DataView(new ArrayBuffer(4)),
    large_form: {},
  };
}

const DETAIL: Detail = {
  number: 2,
  title: "Row 12 of x",
  truth: "dog",
  said: "<b>cat</b>",
  is_right: false,
  bars: [
    { name: "<b>cat</b>", chance: 0.75, is_true: false },
    { name: "dog", chance: 0.25, is_true: true },
  ],
  moment: "By the newest weights.",
};

let frames: FrameRequestCallback[] = [];

/** A canvas that notes what is drawn: the tests' page has none. */
function context(log: string[]): CanvasRenderingContext2D {
  const known: Record<string, unknown> = {
    // ten pixels a letter, at any size
    measureText: (word: string) => ({ width: 10 * word.length }),
  };
  return new Proxy(known, {
    get: (_, name) => known[name as string] ?? ((...given: unknown[]) => {
      log.push(`${String(name)} ${given.filter((each) => typeof each !== "object").join(" ")}`);
    }),
    set: (_, name, value) => {
      known[name as string] = value;
      return true;
    },
  }) as unknown as CanvasRenderingContext2D;
}

let drawn: string[] = [];

beforeEach(() => {
  frames = [];
  drawn = [];
  document.body.replaceChildren();
  vi.stubGlobal("requestAnimationFrame", (act: FrameRequestCallback) => frames.push(act));
  vi.stubGlobal("ImageData", Array);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation((() => context(drawn)) as never);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(868);
});

function nextFrame(): void {
  drawn = [];
  for (const act of frames.splice(0)) {
    act(0);
  }
}

function shown(): {
  el: HTMLElement;
  canvas: HTMLCanvasElement;
  model: FakeModel<WallModel, Message>;
  end: () => void;
} {
  const model = new FakeModel<WallModel, Message>(facts());
  const { el, end } = render(widget, model);
  nextFrame();
  return { el, canvas: find(el, "canvas", HTMLCanvasElement), model, end };
}

test("the canvas says what it shows", () => {
  const { canvas } = shown();
  expect(canvas.getAttribute("role")).toBe("img");
  expect(canvas.getAttribute("aria-label")).toContain("2 of 3 right");
  expect(canvas.tabIndex).toBe(0);
});

test("a refresh draws once, whatever changed", () => {
  const { model } = shown();
  model.set("order", words(0, 1, 2));
  model.set("said", words(0, 1, 1));
  model.set("wrong", 0);
  expect(frames).toHaveLength(1);
  nextFrame();
  expect(drawn.filter((line) => line.startsWith("drawImage"))).toHaveLength(3);
});

const texts = (): string[] =>
  drawn.filter((line) => line.startsWith("fillText")).map((line) => line.split(" ")[1] ?? "");

test("each picture has its true class at the left and the predicted one at the right", () => {
  const { model } = shown();
  model.set("form", { ...facts().form, count: 900 });
  model.set("captions", [["c", "d"], [], []]);
  nextFrame();
  expect(texts().slice(0, 6)).toEqual(["d", "c", "c", "c", "d", "d"]);
});

test("larger pictures have as many letters as fit", () => {
  shown();
  expect(texts().slice(0, 2)).toEqual(["do", "ca"]);
  const [truth, said] = drawn.filter((line) => line.startsWith("fillText")).map((line) => Number(line.split(" ")[2]));
  // 40 pixels wide, three of them free at either side
  expect([truth, said]).toEqual([3, 37]);
});

test("without captions that tell the classes apart the pictures have none, and it is said", () => {
  const { el, canvas, model } = shown();
  const high = canvas.height;
  expect(el.textContent).not.toContain("Point at a picture");
  model.set("captions", [[], [], ["cat", "dog"]]);
  nextFrame();
  expect(texts()).toEqual([]);
  expect(canvas.height).toBeLessThan(high);
  expect(el.textContent).toContain("Point at a picture to see its classes.");
});

test("a legend says what the captions below a picture mean, in text", () => {
  const { el, model } = shown();
  expect(el.textContent).toContain("Below a picture, do ca means: true dog, predicted <b>cat</b>.");
  expect(el.querySelector(".dm-wall-names")?.textContent).toBe("ca <b>cat</b> · do dog");
  expect(el.querySelector(".dm-wall-names b")).toBeNull();
  model.set("captions", [[], [], []]);
  nextFrame();
  expect(el.textContent).not.toContain("Below a picture");
  expect(el.querySelector<HTMLElement>(".dm-wall-names")?.hidden).toBe(true);
});

test("a click opens the picture that stands there", () => {
  const { canvas, model } = shown();
  const click = new MouseEvent("click", { bubbles: true });
  Object.defineProperties(click, { offsetX: { value: 5 }, offsetY: { value: 12 } });
  canvas.dispatchEvent(click);
  expect(model.sent).toEqual([{ type: "open", number: 2 }]);
});

test("keys lead to a picture and open it", () => {
  const { el, canvas, model } = shown();
  canvas.focus();
  press(canvas, "ArrowRight");
  press(canvas, "ArrowRight");
  expect(el.textContent).toContain("True <b>cat</b>, predicted <b>cat</b>");
  press(canvas, "Enter");
  expect(model.sent).toEqual([{ type: "open", number: 0 }]);
});

test("what is open is told in text, its true class marked", () => {
  const { el, model } = shown();
  model.set("detail", DETAIL);
  const dialog = el.querySelector<HTMLElement>("[role=dialog]");
  expect(dialog?.hidden).toBe(false);
  expect(dialog?.querySelector("b b")).toBeNull();
  expect(dialog?.textContent).toContain("Row 12 of x");
  expect(dialog?.textContent).toContain("True dogPredicted <b>cat</b>Probability");
  expect([...el.querySelectorAll(".dm-wall-chance")].map((each) => each.textContent)).toEqual([
    "75.0 %",
    "25.0 %",
  ]);
  expect(el.querySelector(".dm-wall-true .dm-wall-name")?.textContent).toBe("dog");
});

test("Escape closes it, and the focus goes back to the wall", () => {
  const { el, canvas, model } = shown();
  canvas.focus();
  model.set("detail", DETAIL);
  const button = el.querySelector("button");
  expect(document.activeElement).toBe(button);
  press(button ?? canvas, "Escape");
  expect(el.querySelector<HTMLElement>("[role=dialog]")?.hidden).toBe(true);
  expect(document.activeElement).toBe(canvas);
  expect(model.sent).toEqual([{ type: "close" }]);
});

test("Escape closes it from anywhere on the wall", () => {
  const { el, canvas, model } = shown();
  for (const place of [canvas, el.querySelector<HTMLElement>(".dm-wall-larger")]) {
    model.set("detail", { ...DETAIL });
    place?.focus();
    press(place ?? canvas, "Escape");
    expect(el.querySelector<HTMLElement>("[role=dialog]")?.hidden).toBe(true);
    expect(document.activeElement).toBe(place);
  }
});

test("the wall has room for all of what is open, whichever of it comes last", () => {
  const { el, model } = shown();
  const large = el.querySelector<HTMLElement>(".dm-wall-large");
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(
    () => 300 + (Number.parseFloat(large?.style.height ?? "") || 0),
  );
  model.set("detail", DETAIL);
  model.set("large_form", { height: 2, width: 2, channels: 1, is_drawing: true });
  expect(el.querySelector<HTMLElement>(".dm-wall")?.style.minHeight).toBe("504px");
});

test("an example that is open and told anew keeps the focus where it is", () => {
  const { canvas, model } = shown();
  model.set("detail", DETAIL);
  canvas.focus();
  model.set("detail", { ...DETAIL, moment: "later" });
  expect(document.activeElement).toBe(canvas);
});

test("more mistakes than pictures are said to be more", () => {
  const { el, model } = shown();
  model.set("form", { ...facts().form, count: 900 });
  model.set("wrong", 300);
  el.querySelector<HTMLButtonElement>(".dm-wall-larger")?.click();
  nextFrame();
  expect(el.textContent).toContain("200 of 300 mistakes are shown.");
});

test("a kernel that has ended is said to have", () => {
  const { el, canvas, model } = shown();
  model.hasEnded = true;
  press(canvas, "Enter");
  expect(el.textContent).toContain("has ended");
});

test("a view that is closed no longer listens", () => {
  const { model, end } = shown();
  end();
  expect(model.listening).toBe(0);
});
