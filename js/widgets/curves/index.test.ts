import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, managerOf, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { CursorModel } from "./model";

const MARGIN = { top: 10, bottom: 30, left: 50, right: 70 };
/** The plot of the tests is 100 pixels wide and shows epochs 0 to 10: ten pixels for each. */
const WIDTH = 100;

/** Any widget's model: the cursor reads marks and scales. */
type Model = FakeModel<Record<string, unknown>>;

function mark(x: number[], y: number[], opacity: number): Model {
  const style = { visible: true, opacities: [opacity], line_style: "solid" };
  return new FakeModel({ ...style, x: Float64Array.from(x), y: Float64Array.from(y) });
}

class Page {
  readonly steps = mark([0.5, 1, 1.5, 2, 2.5], [9, 8, 7, 6, 5], 0.25);
  readonly training = mark([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1], 1);
  readonly x: Model = new FakeModel({ min: 0, max: 10 });
  readonly y: Model = new FakeModel({ min: 0, max: 10 });
  readonly models = new Map(Object.entries({ steps: this.steps, training: this.training, x: this.x, y: this.y }));
  readonly cursor: FakeModel<CursorModel>;
  readonly ends: (() => void)[] = [];

  constructor(facts: Partial<CursorModel> = {}) {
    this.cursor = new FakeModel({
      lines: [
        { mark: "IPY_MODEL_steps", name: "steps", color: "blue", is_apart: false },
        { mark: "IPY_MODEL_training", name: "<b>training</b>", color: "red", is_apart: false },
      ],
      x_scale: "IPY_MODEL_x",
      y_scale: "IPY_MODEL_y",
      margin: MARGIN,
      is_log: false,
      x_word: "epoch",
      events: [],
      window: [],
      whole: [],
      ...facts,
    });
    this.cursor.widget_manager = managerOf(this.models);
  }

  async show(): Promise<HTMLElement> {
    const { el, end } = render(widget, this.cursor);
    this.ends.push(end);
    const plot = find(el, ".dm-cursor-plot");
    Object.defineProperty(plot, "clientWidth", { value: WIDTH });
    Object.defineProperty(plot, "clientHeight", { value: 100 });
    plot.setPointerCapture = () => undefined;
    await frame();
    return el;
  }
}

/** A page with one view of its cursor. */
async function shown(facts: Partial<CursorModel> = {}): Promise<{ page: Page; el: HTMLElement }> {
  const page = new Page(facts);
  return { page, el: await page.show() };
}

async function frame(): Promise<void> {
  await vi.advanceTimersByTimeAsync(40);
}

async function pointer(el: HTMLElement, kind: string, at: number, facts = {}): Promise<void> {
  const event = new PointerEvent(`pointer${kind}`, { clientX: at, button: 0, bubbles: true, ...facts });
  find(el, ".dm-cursor-plot").dispatchEvent(event);
  await frame();
}

async function drag(el: HTMLElement, from: number, to: number, facts = {}): Promise<void> {
  await pointer(el, "down", from, facts);
  await pointer(el, "move", to, facts);
  await pointer(el, "up", to, facts);
}

async function pressAndWait(el: HTMLElement, key: string, held: KeyboardEventInit = {}): Promise<KeyboardEvent> {
  const event = press(el, key, held);
  await frame();
  return event;
}

function readout(el: HTMLElement): string {
  const shown = find(el, ".dm-readout");
  const texts = [...shown.querySelectorAll("div")].filter((each) => each.children.length === 0);
  return shown.hidden ? "" : texts.map((each) => each.textContent).filter(Boolean).join(" | ");
}

function announced(el: HTMLElement): string {
  return find(el, "[aria-live=polite]").textContent;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});
afterEach(() => { vi.useRealTimers(); });

describe("the pointer", () => {
  it("reads the nearest epoch of each line that is shown, names as text", async () => {
    const { page, el } = await shown({ events: [{ x: 2, words: "<i>resumed</i>" }] });
    await pointer(el, "move", 21);
    expect(readout(el)).toBe("epoch 2 | steps | 6.000 | <b>training</b> | 0.3000 | <i>resumed</i>");
    expect(el.querySelector("b, i")).toBeNull();
    page.steps.set("visible", false);
    await frame();
    expect(readout(el)).toBe("epoch 2 | <b>training</b> | 0.3000 | <i>resumed</i>");
    await pointer(el, "leave", 21);
    expect(readout(el)).toBe("");
  });

  it("follows the curve while it rests, as far as there are values", async () => {
    const { page, el } = await shown();
    await pointer(el, "move", 40);
    page.training.set("y", Float64Array.from([0.4, NaN, 0.05]));
    await frame();
    expect(readout(el)).toBe("epoch 3 | steps | 5.000 | at epoch 2.5 | <b>training</b> | 0.0500");
    page.x.set("max", 5);
    await frame();
    expect(readout(el)).toBe("epoch 2 | steps | 6.000 | <b>training</b> | 0.4000 | at epoch 1");
  });

  it("marks the points that it reads, those of steps faintly, as far as the values' axis reaches", async () => {
    const { page, el } = await shown();
    await pointer(el, "move", 20);
    const dots = (): string[] =>
      [...el.querySelectorAll<HTMLElement>(".dm-cursor-dot")].map((dot) => dot.style.transform);
    expect(dots()).toEqual(["translate(20px, 40px)", "translate(20px, 97px)"]);
    expect([...el.querySelectorAll(".dm-faint")].map((each) => each.className)).toEqual([
      "dm-cursor-dot dm-faint", "dm-readout-swatch dm-faint",
    ]);
    page.y.set("max", 5);
    await frame();
    expect(dots()).toEqual(["translate(20px, 94px)"]);
  });

  it("chooses a part by dragging, in either direction, but not by a click", async () => {
    const { page, el } = await shown();
    await drag(el, 20, 25);
    expect(page.cursor.saves).toBe(0);
    await pointer(el, "down", 35);
    await pointer(el, "move", 15);
    const band = find(el, ".dm-cursor-band");
    expect([band.hidden, band.style.left, band.style.width]).toEqual([false, "15px", "20px"]);
    await pointer(el, "up", 15);
    expect(page.cursor.get("window")).toEqual([1.5, 3.5]);
    expect(page.cursor.saves).toBe(1);
    expect(band.hidden).toBe(true);
  });

  it("gives a drag up with Escape, or when the browser takes it", async () => {
    const { page, el } = await shown();
    for (const end of [() => pressAndWait(el, "Escape"), () => pointer(el, "cancel", 40)]) {
      await pointer(el, "down", 10);
      await pointer(el, "move", 40);
      await end();
      await pointer(el, "up", 40);
    }
    expect(page.cursor.saves).toBe(0);
  });

  it.each([{ shiftKey: true }, { button: 1 }])("pulls a part along with %o", async (facts) => {
    const { page, el } = await shown({ window: [2, 4], whole: [0, 10] });
    page.x.update({ min: 2, max: 4 });
    await drag(el, 50, 25, facts);
    expect(page.cursor.get("window")).toEqual([2.5, 4.5]);
    await drag(el, 50, 5000, facts);
    expect(page.cursor.get("window")).toEqual([0, 2]);
  });
});

describe("the keys", () => {
  it("tell the last epoch when they come in, and go from point to point of the firm lines", async () => {
    const { el } = await shown();
    el.dispatchEvent(new FocusEvent("focus"));
    expect(announced(el)).toContain("epoch 4: ");
    await frame();
    expect(readout(el)).toContain("+ − zoom");
    await pressAndWait(el, "ArrowLeft");
    expect(readout(el)).not.toContain("+ − zoom");
    expect(announced(el)).toContain("epoch 3: ");
    await pressAndWait(el, "Home");
    await pressAndWait(el, "ArrowLeft");
    expect(announced(el)).toBe("epoch 1: steps 8.000, <b>training</b> 0.4000");
    await pressAndWait(el, "End");
    expect(readout(el)).toContain("epoch 4");
    el.dispatchEvent(new FocusEvent("blur"));
    await frame();
    expect(readout(el)).toBe("");
    await pointer(el, "move", 20);
    await pressAndWait(el, "ArrowRight");
    expect(announced(el)).toContain("epoch 3: ");
  });

  it.each([["+", false], ["=", false], ["+", true]])("zoom with %s (Shift: %s), and pan", async (key, shiftKey) => {
    const { page, el } = await shown({ whole: [0, 10] });
    await pressAndWait(el, "Home");
    await pressAndWait(el, key, { shiftKey });
    expect(page.cursor.get("window")).toEqual([0.5, 5.5]);
    expect(announced(el)).toBe("epochs 0.50 to 5.50");
    page.x.update({ min: 0.5, max: 5.5 });
    await pressAndWait(el, "ArrowRight", { shiftKey: true });
    expect(page.cursor.get("window")).toEqual([1.75, 6.75]);
    expect(readout(el)).toContain("epoch 2"); // the first one that is still in sight
    await pressAndWait(el, "-");
    expect(page.cursor.get("window")).toEqual([0, 9]);
    await pressAndWait(el, "0");
    expect(page.cursor.get("window")).toEqual([]);
    expect(announced(el)).toBe("The whole curve");
  });

  it("of ours are kept from JupyterLab, all others and the wheel are passed on", async () => {
    const { el } = await shown();
    const keys: string[] = [];
    document.body.addEventListener("keydown", (event) => keys.push(event.key));
    expect(press(el, "ArrowLeft").defaultPrevented).toBe(true);
    expect(press(el, "Escape").defaultPrevented).toBe(true);
    expect(keys).toEqual([]);
    const others = ["Escape", "Tab", "Enter", "a", "ArrowDown", "toString"].map((key) => press(el, key));
    const held = ["ctrlKey", "altKey", "metaKey"].map((name) => press(el, "+", { [name]: true }));
    const wheel = new WheelEvent("wheel", { deltaY: 10, bubbles: true, cancelable: true });
    find(el, ".dm-cursor-plot").dispatchEvent(wheel);
    expect(keys).toHaveLength(9);
    expect([...others, ...held, wheel].some((event) => event.defaultPrevented)).toBe(false);
    expect(el.dataset.lmSuppressShortcuts).toBe("true");
  });
});

describe("a cursor", () => {
  it("has a name, and is no stop for Tab while there is nothing to read", async () => {
    const { page, el } = await shown();
    expect(el.getAttribute("aria-label")).toContain("arrow keys");
    expect(el.tabIndex).toBe(0);
    page.steps.set("y", new Float64Array());
    page.training.set("y", undefined);
    await frame();
    expect(el.tabIndex).toBe(-1);
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("");
  });

  it("waits for a mark that comes late, and reads the others meanwhile", async () => {
    const page = new Page();
    page.models.delete("training");
    const el = await page.show();
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("epoch 2 | steps | 6.000");
    page.models.set("training", page.training);
    await vi.advanceTimersByTimeAsync(1000);
    expect(readout(el)).toContain("<b>training</b>");
  });

  it("reads others when its lines change", async () => {
    const { page, el } = await shown();
    page.cursor.set("lines", [{ mark: "IPY_MODEL_training", name: "rate", color: "red", is_apart: false }]);
    await frame();
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("epoch 2 | rate | 0.3000");
    expect(page.steps.listening).toBe(0);
  });

  it("stands in one page twice, and takes every listener off again, also later", async () => {
    const page = new Page();
    page.models.delete("training");
    const [one, other] = [await page.show(), await page.show()];
    await pointer(one, "move", 20);
    expect([readout(one), readout(other)]).toEqual(["epoch 2 | steps | 6.000", ""]);
    page.ends[0]?.();
    await pointer(other, "move", 10);
    expect(readout(other)).toContain("epoch 1");
    page.ends[1]?.();
    page.models.set("training", page.training);
    await vi.advanceTimersByTimeAsync(20_000);
    const all = [page.cursor, page.steps, page.training, page.x, page.y];
    expect(all.map((each) => each.listening)).toEqual(all.map(() => 0));
  });
});
