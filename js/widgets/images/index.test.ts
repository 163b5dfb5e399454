import { beforeEach, expect, test, vi } from "vitest";

import type { Detail } from "../../shared/detail_view";
import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { Message, WallModel } from "./model";

const words = (...numbers: number[]): DataView => new DataView(new Uint16Array(numbers).buffer);

/** Three pictures of 2x2; the last one is a mistake and comes first. */
const FACTS: WallModel = {
  form: { count: 3, height: 2, width: 2, channels: 1, is_drawing: true },
  pixels: new DataView(new Uint8Array(12).buffer),
  names: ["<b>cat</b>", "dog"],
  captions: [["c", "d"], ["ca", "do"], ["cat", "dog"]],
  legends: ["c <b>cat</b> · d dog", "ca <b>cat</b> · do dog", ""],
  y_true: words(0, 1, 1),
  y_pred: words(0, 1, 0),
  order: words(2, 0, 1),
  wrong: 1,
  label: "2 of 3 right",
  detail: {},
  large: new DataView(new ArrayBuffer(4)),
  large_form: {},
  can_draw: false,
  can_change: false,
  changed: {},
};

const DETAIL: Detail = {
  number: 2,
  title: "Row 12 of x",
  truth: "dog",
  said: "<b>cat</b>",
  is_right: false,
  bars: [
    { name: "<b>cat</b>", share: 0.7512, text: "75.1 %", is_marked: false },
    { name: "dog", share: 0.2488, text: "24.9 %", is_marked: true },
  ],
  moment: "By the newest weights.",
};

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
  drawn = [];
  document.body.replaceChildren();
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame"] });
  vi.stubGlobal("ImageData", Array);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation((() => context(drawn)) as never);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(868);
});

function nextFrame(): void {
  drawn = [];
  vi.advanceTimersToNextFrame();
}

function shown(): ReturnType<typeof render> & { canvas: HTMLCanvasElement; model: FakeModel<WallModel, Message> } {
  const model = new FakeModel<WallModel, Message>(FACTS);
  const { el, end } = render(widget, model);
  nextFrame();
  return { el, canvas: find(el, "canvas", HTMLCanvasElement), model, end };
}

/** What is written on the canvas, and at which x. */
const written = (): [string, number][] => drawn
  .filter((line) => line.startsWith("fillText"))
  .map((line) => line.split(" "))
  .map(([, words = "", x]) => [words, Number(x)]);

test("what the canvas shows is said in text, with the meaning of the captions below a picture", () => {
  const { el, canvas, model } = shown();
  const high = canvas.height;
  expect(canvas.getAttribute("role")).toBe("img");
  expect(canvas.getAttribute("aria-label")).toContain("2 of 3 right");
  expect(canvas.tabIndex).toBe(0);
  expect(find(el, ".dm-wall-note").textContent).toBe("Below a picture, do ca means: true dog, predicted <b>cat</b>.");
  expect(find(el, ".dm-wall-names").innerHTML).toBe("ca &lt;b&gt;cat&lt;/b&gt; · do dog");
  model.set("captions", [[], [], ["cat", "dog"]]); // no captions that fit tell the classes apart
  nextFrame();
  expect(written()).toEqual([]);
  expect(canvas.height).toBeLessThan(high);
  expect(find(el, ".dm-wall-note").textContent).toBe("Point at a picture to see its classes.");
  expect(find(el, ".dm-wall-names").hidden).toBe(true);
});

test("a refresh draws once, whatever changed, until the view is closed", () => {
  const { model, end } = shown();
  model.update({ order: words(0, 1, 2), y_pred: words(0, 1, 1), wrong: 0 });
  expect(vi.getTimerCount()).toBe(1);
  nextFrame();
  expect(drawn.filter((line) => line.startsWith("drawImage"))).toHaveLength(3);
  end();
  expect(model.listening).toBe(0);
});

test("each picture has its true class at the left, the predicted one at the right, in letters that fit", () => {
  const { model } = shown();
  // 40 pixels wide, three of them free at either side
  expect(written().slice(0, 2)).toEqual([["do", 3], ["ca", 37]]);
  model.update({ form: { ...FACTS.form, count: 900 }, captions: [["c", "d"], [], []] });
  nextFrame();
  expect(written().slice(0, 6).map(([letter]) => letter)).toEqual(["d", "c", "c", "c", "d", "d"]);
});

test("a click opens the picture that stands there, and keys lead to others", () => {
  const { el, canvas, model } = shown();
  const click = new MouseEvent("click", { bubbles: true });
  Object.defineProperties(click, { offsetX: { value: 5 }, offsetY: { value: 12 } });
  canvas.dispatchEvent(click);
  press(canvas, "ArrowRight");
  expect(el.textContent).toContain("True <b>cat</b>, predicted <b>cat</b>");
  press(canvas, "Enter");
  expect(model.sent).toEqual([{ type: "open", number: 2 }, { type: "open", number: 0 }]);
  model.hasEnded = true;
  press(canvas, "Enter");
  expect(el.textContent).toContain("The kernel has ended");
});

test("what is open is told in text, its true class marked, and the wall has room for all of it", () => {
  const { el, model } = shown();
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(
    () => 300 + (Number.parseFloat(el.querySelector<HTMLElement>(".dm-wall-large")?.style.height ?? "") || 0),
  );
  model.set("detail", DETAIL);
  expect(document.activeElement).toBe(document.body);
  const dialog = find(el, "[role=dialog]");
  expect(dialog.querySelector("b b")).toBeNull();
  expect(dialog.textContent).toBe("Row 12 of xTrue dogPredicted <b>cat</b>Probability<b>cat</b>75.1 %dog24.9 %"
    + "By the newest weights.Close");
  expect(find(el, ".dm-wall-true .dm-wall-name").textContent).toBe("dog");
  model.set("large_form", { height: 2, width: 2, channels: 1, is_drawing: true });
  expect(find(el, ".dm-wall").style.minHeight).toBe("504px");
});

test("an example takes the focus from the wall as it opens, and Escape closes it from anywhere", () => {
  const { el, canvas, model } = shown();
  for (const css of [".dm-wall-canvas", ".dm-wall-larger", ".dm-wall-close"]) {
    canvas.focus();
    model.set("detail", DETAIL);
    expect(document.activeElement).toBe(find(el, ".dm-wall-close"));
    find(el, css).focus();
    model.set("detail", { ...DETAIL, moment: "later" });
    expect(document.activeElement).toBe(find(el, css));
    press(find(el, css), "Escape");
    expect(el.querySelector("[role=dialog]")).toBeNull();
    expect(document.activeElement).toBe(el.querySelector(css) ?? canvas);
  }
  expect(model.sent).toEqual(Array(3).fill({ type: "close" }));
});

test("Enter sends the open example to the pad, which gets the focus", () => {
  const { el, canvas, model } = shown();
  el.classList.add("dm-panel");
  model.set("can_draw", true);
  canvas.focus();
  model.set("detail", DETAIL);
  expect(document.activeElement?.textContent).toBe("Send to Draw");
  find(el, ".dm-wall-close").click();
  expect(model.sent).toEqual([{ type: "draw" }]);
  expect(el.dataset.focusTo).toBe("Draw");
});

test("more mistakes than pictures are said to be more", () => {
  const { el, model } = shown();
  model.update({ form: { ...FACTS.form, count: 900 }, wrong: 300 });
  find(el, ".dm-wall-larger").click();
  nextFrame();
  expect(el.textContent).toContain("200 of 300 mistakes are shown.");
});

test("an open picture is shown as it is trained where training changes pictures", () => {
  const { el, model } = shown();
  model.set("detail", DETAIL);
  model.set("large_form", { height: 2, width: 2, channels: 1, is_drawing: true });
  expect(el.textContent).not.toContain("As trained");
  model.set("can_change", true);
  model.set("detail", { ...DETAIL });
  const button = (): HTMLButtonElement => find(el, ".dm-wall-close[aria-pressed]", HTMLButtonElement);
  button().click();
  model.set("changed", { ...FACTS.form, pixels: new DataView(new ArrayBuffer(32)) });
  expect(el.querySelectorAll(".dm-wall-changed canvas")).toHaveLength(9);
  expect(button().getAttribute("aria-pressed")).toBe("true");
  button().click();
  expect(model.sent).toEqual([{ type: "change", is_on: true }, { type: "change", is_on: false }]);
});
