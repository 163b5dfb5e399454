import type { RenderProps } from "@anywidget/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { find, press } from "../../testing/page";
import widget from "./index";

const PARTS = `
<div class="dm-buttons"><button id="start"></button><button disabled></button><button id="ask"></button></div>
<div class="dm-question" style="display: none"><div class="dm-buttons">
  <button id="anew"></button><button id="cancel" class="dm-closes"></button></div></div>
<button id="loss" class="widget-toggle-button mod-active"></button>
<button id="accuracy" class="widget-toggle-button"></button>
<button id="more" class="widget-toggle-button dm-unfold mod-active"></button>
<div class="widget-hprogress"><div class="progress"><div class="progress-bar" style="width: 41.6%"></div></div></div>
<div class="widget-slider"><label class="widget-label">Patience</label>
  <div class="slider"><div class="noUi-handle" role="slider" aria-valuetext="6"></div></div>
  <div class="widget-readout">7 epochs</div></div>`;

let close: () => void;

const open = (el: Element): (() => void) => widget.render({ el, model: {} } as unknown as RenderProps);
const focused = (): string | undefined => document.activeElement?.id;
const waitForFocus = (id: string): Promise<void> => vi.waitFor(() => { expect(focused()).toBe(id); });

/** Waits for as long as the focus would take to move. */
async function twoFrames(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}

/** Clicks a button: by a key, or by a pointer with a detail of 1. */
function click(selector: string, detail = 0): void {
  find(document, selector).focus();
  find(document, selector).dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
}

/** Shows elements or hides them, which takes the focus from them. */
function show(isShown: boolean, ...selectors: string[]): void {
  for (const each of selectors.map((selector) => find(document, selector))) {
    each.style.display = isShown ? "" : "none";
    if (!isShown) each.blur();
  }
}

beforeEach(() => {
  document.body.innerHTML = `<div class="dm-panel" id="panel">${PARTS}<p id="el"></p></div><input id="elsewhere" />`;
  close = open(find(document, "#el"));
});
afterEach(() => { close(); });

describe("what ipywidgets only shows", () => {
  it.each([
    [".noUi-handle", "aria-label", "Patience"],
    [".noUi-handle", "aria-valuetext", "7 epochs"],
    [".noUi-handle", "data-lm-suppress-shortcuts", "true"],
    ["#loss", "aria-pressed", "true"],
    ["#accuracy", "aria-pressed", "false"],
    ["#more", "aria-expanded", "true"],
    [".progress", "role", "progressbar"],
    [".progress", "aria-label", "Progress"],
    [".progress", "aria-valuenow", "42"],
  ])("is told: %s has %s %s", (selector, name, value) => {
    expect(find(document, selector).getAttribute(name)).toBe(value);
  });

  it("is told of what is made or moved later, until the view is closed", async () => {
    const handle = (): Element => find(document, ".noUi-handle");
    find(document, ".slider").innerHTML = `<div class="noUi-handle"></div>`;
    await vi.waitFor(() => { expect(handle().getAttribute("aria-label")).toBe("Patience"); });
    find(document, ".widget-readout").textContent = "8 epochs";
    handle().setAttribute("aria-valuetext", "7");
    await vi.waitFor(() => { expect(handle().getAttribute("aria-valuetext")).toBe("8 epochs"); });
    close();
    handle().setAttribute("aria-valuetext", "9");
    await twoFrames();
    expect(handle().getAttribute("aria-valuetext")).toBe("9");
  });

  it("is told once the view is part of a panel", async () => {
    const el = document.createElement("div");
    const closeLoose = open(el);
    document.body.innerHTML = `<div class="dm-panel">${PARTS}</div>`;
    find(document, ".dm-panel").append(el);
    await vi.waitFor(() => { expect(find(document, "#loss").hasAttribute("aria-pressed")).toBe(true); });
    closeLoose();
  });
});

describe("the focus", () => {
  it.each(["dm-buttons", "dm-sweep-drive", "dm-foot-buttons"])("goes to a button of %s", async (row) => {
    find(document, ".dm-buttons").className = row;
    click("#start");
    show(false, "#start");
    await waitForFocus("ask");
  });

  it("goes to the panel where no button has come in time", async () => {
    const now = vi.spyOn(performance, "now");
    click("#start");
    show(false, "#start", "#ask");
    now.mockReturnValue(Infinity);
    await waitForFocus("panel");
    now.mockRestore();
  });

  it.each([
    ["stays where a person has put it meanwhile", 0, "loss"],
    ["is left alone by the pointer", 1, ""],
  ])("%s", async (_, detail, id) => {
    click("#start", detail);
    show(false, "#start");
    if (id) find(document, `#${id}`).focus();
    await twoFrames();
    expect(focused()).toBe(id);
  });
});

describe("the second click of a double click", () => {
  it.each([
    ["#start", "#ask", 2, 0],
    ["#ask", "#ask", 2, 1],
    ["#start", "#ask", 1, 1],
  ])("after %s on %s, with a count of %i, arrives %i times", (first, second, count, expected) => {
    const arrived = vi.fn();
    click(first, 1);
    find(document, second).addEventListener("click", arrived);
    click(second, count);
    expect(arrived).toHaveBeenCalledTimes(expected);
  });
});

it.each([
  ["#start", "Enter", true, true],
  ["#start", "Enter", false, false],
  ["#start", "ArrowRight", true, false],
  [".noUi-handle", "Enter", true, false],
])("on %s, %s with repeat %s is dropped: %s", (selector, key, repeat, isDropped) => {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, key, repeat });
  find(document, selector).dispatchEvent(event);
  expect(event.defaultPrevented).toBe(isDropped);
});

describe("Escape", () => {
  const cancel = vi.fn(() => { ask(false); });

  function ask(asks: boolean): void {
    show(asks, ".dm-question", "#cancel");
    show(!asks, "#start", "#ask");
  }

  beforeEach(() => {
    cancel.mockClear();
    find(document, "#cancel").addEventListener("click", cancel);
  });

  it.each([[0, "#anew"], [1, "body"]])("closes a question and gives the focus back (%s, %s)", async (detail, at) => {
    click("#ask", detail);
    ask(true);
    expect(press(find(document, at), "Escape").defaultPrevented).toBe(true);
    expect(cancel).toHaveBeenCalledOnce();
    show(false, "#ask"); // a busy kernel takes its time to bring it back
    await twoFrames();
    expect(focused()).toBe("");
    show(true, "#ask");
    await waitForFocus("ask");
  });

  it("leaves the panel the focus where no button asked and none is left", async () => {
    ask(true);
    find(document, "#cancel").focus();
    press(find(document, "#cancel"), "Escape");
    show(false, "#start", "#ask");
    await waitForFocus("panel");
  });

  it("is not heard from elsewhere, as another key, without a question, or after the end", () => {
    expect(press(find(document, "#start"), "Escape").defaultPrevented).toBe(false);
    ask(true);
    press(find(document, "#elsewhere"), "Escape");
    press(document.body, "Escape"); // nothing here was pressed
    press(find(document, "#anew"), "a");
    close();
    press(find(document, "#anew"), "Escape");
    expect(cancel).not.toHaveBeenCalled();
  });
});
