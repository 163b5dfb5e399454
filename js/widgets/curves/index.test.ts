import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, managerOf, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import { SOURCES, TRAITS, type CursorModel } from "./model";

const MARGIN = { top: 10, bottom: 30, left: 50, right: 70 };
/** The plot of the tests is 100 pixels wide and shows epochs 0 to 10: ten pixels for each. */
const WIDTH = 100;

/** Any widget's model: the cursor reads marks and scales. */
type Model = FakeModel<Record<string, unknown>>;

function mark(x: number[], y: number[], facts: Record<string, unknown> = {}): Model {
  const drawn = { visible: true, opacities: [1], line_style: "solid" };
  return new FakeModel({ ...drawn, x: Float64Array.from(x), y: Float64Array.from(y), ...facts });
}

class Page {
  readonly models = new Map<string, Model>([
    ["steps", mark([0.5, 1, 1.5, 2, 2.5], [9, 8, 7, 6, 5], { opacities: [0.25] })],
    ["training", mark([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])],
    ["x", new FakeModel({ min: 0, max: 10 })],
    ["y", new FakeModel({ min: 0, max: 10 })],
  ]);
  readonly cursor: FakeModel<CursorModel>;
  readonly views: { el: HTMLElement; end: () => void }[] = [];

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
  }

  get(id: string): Model {
    const found = this.models.get(id);
    if (found === undefined) {
      throw new Error(`there is no ${id}`);
    }
    return found;
  }

  async show(): Promise<HTMLElement> {
    this.cursor.widget_manager = managerOf(this.models);
    const view = render(widget, this.cursor);
    this.views.push(view);
    const { el } = view;
    const plot = find(el, ".dm-cursor-plot");
    Object.defineProperty(plot, "clientWidth", { value: WIDTH });
    Object.defineProperty(plot, "clientHeight", { value: 100 });
    plot.setPointerCapture = () => undefined;
    await frame();
    return el;
  }
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

async function pressAndWait(el: HTMLElement, key: string, shiftKey = false): Promise<KeyboardEvent> {
  const event = press(el, key, { shiftKey });
  await frame();
  return event;
}

function readout(el: HTMLElement): string {
  const shown = find(el, ".dm-readout");
  const texts = [...shown.querySelectorAll("div")].filter((each) => each.children.length === 0);
  return shown.hidden ? "" : texts.map((each) => each.textContent).filter(Boolean).join(" | ");
}

function told(el: HTMLElement): string {
  return find(el, "[aria-live=polite]").textContent;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
});
afterEach(() => { vi.useRealTimers(); });

describe("the pointer", () => {
  it("reads the nearest epoch of each line, names as text", async () => {
    const el = await new Page({ events: [{ x: 2, words: "<i>resumed</i>" }] }).show();
    await pointer(el, "move", 21);
    expect(readout(el)).toBe("epoch 2 | steps | 6.000 | <b>training</b> | 0.3000 | <i>resumed</i>");
    expect(el.querySelector("b, i")).toBeNull();
    await pointer(el, "leave", 21);
    expect(readout(el)).toBe("");
  });

  it("follows the curve while it rests", async () => {
    const page = new Page();
    const el = await page.show();
    await pointer(el, "move", 40);
    page.get("training").set("y", Float64Array.from([0.4, 0.3, 0.2, 0.05]));
    await frame();
    expect(readout(el)).toContain("0.0500");
    page.get("x").set("max", 20);
    await frame();
    expect(readout(el)).toContain("epoch 4");
  });

  it("marks the points that it reads, as far as the values' axis reaches", async () => {
    const page = new Page();
    const el = await page.show();
    await pointer(el, "move", 20);
    const dots = (): string[] =>
      [...el.querySelectorAll<HTMLElement>(".dm-cursor-dot")].map((dot) => dot.style.transform);
    expect(dots()).toEqual(["translate(20px, 40px)", "translate(20px, 97px)"]);
    page.get("y").set("max", 5);
    await frame();
    expect(dots()).toEqual(["translate(20px, 94px)"]);
  });

  it("leaves out lines that are not shown", async () => {
    const page = new Page();
    const el = await page.show();
    page.get("steps").set("visible", false);
    await pointer(el, "move", 20);
    expect(readout(el)).not.toContain("steps");
  });

  it("chooses a part by dragging, in either direction", async () => {
    const page = new Page();
    const el = await page.show();
    await pointer(el, "down", 35);
    await pointer(el, "move", 15);
    expect(find(el, ".dm-cursor-band").hidden).toBe(false);
    expect(find(el, ".dm-cursor-band").style.left).toBe("15px");
    expect(find(el, ".dm-cursor-band").style.width).toBe("20px");
    await pointer(el, "up", 15);
    expect(page.cursor.get("window")).toEqual([1.5, 3.5]);
    expect(page.cursor.saves).toBe(1);
    expect(find(el, ".dm-cursor-band").hidden).toBe(true);
  });

  it("takes a short drag for a click", async () => {
    const page = new Page();
    const el = await page.show();
    await drag(el, 20, 25);
    expect(page.cursor.saves).toBe(0);
  });

  it("gives a drag up with Escape, or when the browser takes it", async () => {
    const page = new Page();
    const el = await page.show();
    await pointer(el, "down", 10);
    await pointer(el, "move", 40);
    await pressAndWait(el, "Escape");
    await pointer(el, "up", 40);
    await pointer(el, "down", 10);
    await pointer(el, "move", 40);
    await pointer(el, "cancel", 40);
    await pointer(el, "up", 40);
    expect(page.cursor.saves).toBe(0);
  });

  it("shows the whole again with a double click", async () => {
    const page = new Page({ window: [2, 3] });
    const el = await page.show();
    find(el, ".dm-cursor-plot").dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
    expect(page.cursor.get("window")).toEqual([]);
  });

  it.each([{ shiftKey: true }, { button: 1 }])("pulls a part along with %o", async (facts) => {
    const page = new Page({ window: [2, 4], whole: [0, 10] });
    page.get("x").set("min", 2);
    page.get("x").set("max", 4);
    const el = await page.show();
    await drag(el, 50, 25, facts);
    expect(page.cursor.get("window")).toEqual([2.5, 4.5]);
    await drag(el, 50, 5000, facts);
    expect(page.cursor.get("window")).toEqual([0, 2]);
  });

  it("leaves the wheel to the page", async () => {
    const el = await new Page().show();
    const wheel = new WheelEvent("wheel", { deltaY: 10, bubbles: true, cancelable: true });
    find(el, ".dm-cursor-plot").dispatchEvent(wheel);
    expect(wheel.defaultPrevented).toBe(false);
  });
});

describe("the keys", () => {
  it("tell the last epoch when they come in, and go from point to point of the firm lines", async () => {
    const el = await new Page().show();
    el.dispatchEvent(new FocusEvent("focus"));
    expect(told(el)).toContain("epoch 4: ");
    await frame();
    expect(readout(el)).toContain("+ − zoom");
    await pressAndWait(el, "ArrowLeft");
    expect(readout(el)).not.toContain("+ − zoom");
    expect(told(el)).toContain("epoch 3: ");
    await pressAndWait(el, "Home");
    await pressAndWait(el, "ArrowLeft");
    expect(told(el)).toBe("epoch 1: steps 8.000, <b>training</b> 0.4000");
    await pressAndWait(el, "End");
    expect(readout(el)).toContain("epoch 4");
    el.dispatchEvent(new FocusEvent("blur"));
    await frame();
    expect(readout(el)).toBe("");
  });

  it("go on from where the pointer was", async () => {
    const el = await new Page().show();
    await pointer(el, "move", 20);
    await pressAndWait(el, "ArrowRight");
    expect(told(el)).toContain("epoch 3: ");
  });

  it("zoom around the cursor and pan", async () => {
    const page = new Page({ whole: [0, 10] });
    const el = await page.show();
    await pressAndWait(el, "Home");
    await pressAndWait(el, "+");
    expect(page.cursor.get("window")).toEqual([0.5, 5.5]);
    expect(told(el)).toBe("epochs 0.50 to 5.50");
    page.get("x").set("min", 0.5);
    page.get("x").set("max", 5.5);
    await pressAndWait(el, "ArrowRight", true);
    expect(page.cursor.get("window")).toEqual([1.75, 6.75]);
    expect(readout(el)).toContain("epoch 2"); // the first one that is still in sight
    await pressAndWait(el, "0");
    expect(page.cursor.get("window")).toEqual([]);
    expect(told(el)).toBe("The whole curve");
  });

  it("of ours are kept from JupyterLab, all others are passed on", async () => {
    const el = await new Page().show();
    const heard: string[] = [];
    document.body.addEventListener("keydown", (event) => heard.push(event.key));
    expect((await pressAndWait(el, "ArrowLeft")).defaultPrevented).toBe(true);
    expect((await pressAndWait(el, "Tab")).defaultPrevented).toBe(false);
    expect((await pressAndWait(el, "Escape")).defaultPrevented).toBe(true);
    expect((await pressAndWait(el, "Escape")).defaultPrevented).toBe(false);
    expect(heard).toEqual(["Tab", "Escape"]);
    expect(el.dataset.lmSuppressShortcuts).toBe("true");
  });
});

describe("a cursor", () => {
  it("has a name, and is no stop for Tab while there is nothing to read", async () => {
    const page = new Page();
    const el = await page.show();
    expect(el.getAttribute("aria-label")).toContain("arrow keys");
    expect(el.tabIndex).toBe(0);
    for (const id of ["steps", "training"]) {
      page.get(id).set("y", new Float64Array());
    }
    await frame();
    expect(el.tabIndex).toBe(-1);
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("");
  });

  it("waits for a mark that comes late, and reads the others meanwhile", async () => {
    const page = new Page();
    const late = page.get("training");
    page.models.delete("training");
    const el = await page.show();
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("epoch 2 | steps | 6.000");
    page.models.set("training", late);
    await vi.advanceTimersByTimeAsync(1000);
    expect(readout(el)).toContain("<b>training</b>");
  });

  it("reads others when its lines change", async () => {
    const page = new Page();
    const el = await page.show();
    page.cursor.set("lines", [{ mark: "IPY_MODEL_training", name: "rate", color: "red", is_apart: false }]);
    await frame();
    await pointer(el, "move", 20);
    expect(readout(el)).toBe("epoch 2 | rate | 0.3000");
    expect(page.get("steps").listening).toBe(0);
  });

  it("stands in one page twice", async () => {
    const page = new Page();
    const [one, other] = [await page.show(), await page.show()];
    await pointer(one, "move", 20);
    expect(readout(one)).toContain("epoch 2");
    expect(readout(other)).toBe("");
    page.views[0]?.end();
    await pointer(other, "move", 30);
    expect(readout(other)).toContain("epoch 3");
  });

  it("takes every listener off again", async () => {
    const page = new Page();
    await page.show();
    expect(page.cursor.listening).toBe(SOURCES.length + TRAITS.length);
    page.views[0]?.end();
    const all = [page.cursor, ...page.models.values()];
    expect(all.map((each) => each.listening)).toEqual(all.map(() => 0));
  });

  it("that is closed while a mark is looked for listens to nothing later", async () => {
    const page = new Page();
    const late = page.get("training");
    page.models.delete("training");
    await page.show();
    page.views[0]?.end();
    page.models.set("training", late);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(late.listening).toBe(0);
  });
});
