import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeModel, propsOf } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import type { BigViewModel, Message } from "./model";

const PARTS = [{ tab: 0, title: "Curves" }, { tab: 2, title: "Score" }];

let model: FakeModel<BigViewModel, Message>;
let end: () => void;
let full: Element | null;
let isAllowed: boolean;
let size: [number, number];

const panel = (): HTMLElement => find(document, ".dm-panel");
const toggle = (): HTMLElement => find(document, ".dm-big-button");
const isBig = (): boolean => panel().classList.contains("dm-big");
const pages = (css: string): number[] =>
  [...document.querySelectorAll(".widget-tab-contents > *")].flatMap((page, at) => (page.classList.contains(css) ? [at] : []));

function leaveFullScreen(): void {
  full = null;
  panel().dispatchEvent(new Event("fullscreenchange"));
}

function begin(parts = model.get("parts")): void {
  model.set("parts", parts);
  end = widget.render(propsOf(model, find(document, "#el")));
}

beforeEach(() => {
  [full, isAllowed, size] = [null, true, [1920, 1080]];
  model = new FakeModel({ parts: [] });
  document.body.innerHTML = `<div><div class="dm-panel"><div id="el"></div><input id="field" /><button id="stop"></button>
    <div class="dm-tabs"><div class="widget-tab-contents"><p></p><p></p><p></p></div></div></div></div>`;
  Object.defineProperty(document, "fullscreenEnabled", { get: () => isAllowed, configurable: true });
  Object.defineProperty(document, "fullscreenElement", { get: () => full, configurable: true });
  document.exitFullscreen = vi.fn(() => { leaveFullScreen(); return Promise.resolve(); });
  panel().requestFullscreen = vi.fn(() => { full = panel(); return Promise.resolve(); });
  Object.defineProperty(panel(), "clientWidth", { get: () => size[0] });
  Object.defineProperty(panel(), "clientHeight", { get: () => size[1] });
  begin();
});
afterEach(() => { end(); });

describe("the big view", () => {
  it("is opened by its button, and closed by it", () => {
    toggle().click();
    expect(full).toBe(panel());
    expect(document.activeElement).toBe(panel());
    model.set("parts", PARTS);
    expect(pages("dm-part")).toEqual([0, 2]);
    expect(find(document, ".dm-part:last-child").dataset).toMatchObject({ dmTitle: "Score", dmNumber: "2" });
    toggle().click();
    expect([full, isBig(), pages("dm-part")]).toEqual([null, false, []]);
    expect(document.activeElement).toBe(toggle());
    expect(model.sent).toEqual([{ type: "open", count: 4 }, { type: "close" }]);
  });

  it.each([[1280, 720, 4], [1920, 500, 2], [2560, 1440, 6], [2560, 500, 3]])("has in %i x %i pixels %i parts", (width, height, count) => {
    size = [width, height];
    press(panel(), "b");
    expect(model.sent).toEqual([{ type: "open", count }]);
  });

  it("shows one part alone and all of them, and freezes them, by keys", () => {
    press(panel(), "b");
    model.set("parts", PARTS);
    press(panel(), "2");
    expect(pages("dm-aside")).toEqual([0]);
    press(panel(), "3"); // there is none
    press(panel(), "0");
    expect(pages("dm-aside")).toEqual([]);
    press(find(document, "#stop"), " "); // Enter presses it
    press(panel(), " ");
    expect(model.sent.slice(1)).toEqual([
      { type: "show", tabs: [2] }, { type: "show", tabs: [0, 2] },
      { type: "freeze", is_frozen: true }, { type: "freeze", is_frozen: false },
    ]);
  });

  it.each([
    ["Escape in full screen", leaveFullScreen],
    ["Escape where the page forbids it", () => press(panel(), "Escape")],
    ["b", () => press(panel(), "b")],
    ["the end of its panel", () => { end(); }],
  ])("is closed by %s", (words, act) => {
    isAllowed = !words.includes("forbids");
    toggle().click();
    expect([isBig(), full !== null]).toEqual([true, isAllowed]);
    act();
    expect(isBig()).toBe(false);
    expect(model.sent.at(-1)).toEqual({ type: "close" });
  });

  it("fills the page where a request for the screen fails, or no kernel answers", async () => {
    panel().requestFullscreen = () => Promise.reject(new Error("not allowed"));
    model.hasEnded = true;
    toggle().click();
    await Promise.resolve();
    expect(isBig()).toBe(true);
    toggle().click();
    expect(isBig()).toBe(false);
  });

  it("tells the kernel that a page that was loaded again shows one tab", () => {
    end();
    begin(PARTS);
    expect(model.sent).toEqual([{ type: "close" }]);
  });
});

describe("a key", () => {
  const handled = vi.fn();
  /** As JupyterLab: in the capture phase, for what has the focus unless this says that it has the keys. */
  const notebook = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    if (!target.hasAttribute("data-lm-suppress-shortcuts")) {
      handled(event.key);
    }
  };
  const ofPage = (event: KeyboardEvent): void => { handled(event.key); };

  beforeEach(() => {
    handled.mockClear();
    document.addEventListener("keydown", notebook, true);
    document.addEventListener("keydown", ofPage); // as VS Code and nbclassic do
  });
  afterEach(() => {
    document.removeEventListener("keydown", notebook, true);
    document.removeEventListener("keydown", ofPage);
  });

  it.each(["b", "1", "0", " ", "d", "Enter", "ArrowDown"])("%s in the panel is not the notebook's", (key) => {
    press(toggle(), key);
    press(panel(), key);
    expect(handled).not.toHaveBeenCalled();
  });

  it("of a field is the field's, and with Control it is the notebook's", () => {
    press(find(document, "#field"), "b");
    press(toggle(), "b", { ctrlKey: true });
    expect(isBig()).toBe(false);
    expect(panel().hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
    press(document.body, "b");
    expect(handled.mock.calls).toEqual([["b"], ["b"], ["b"], ["b"]]); // the page's, too; from elsewhere
  });

  it("is the big view's where what had the focus is gone, and no page's around it", () => {
    toggle().click();
    model.set("parts", PARTS);
    (document.activeElement as HTMLElement).blur();
    press(document.body, "2");
    press(document.body, "x");
    expect(model.sent.at(-1)).toEqual({ type: "show", tabs: [2] });
    expect(handled).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(panel());
  });
});
