import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { PATIENCE } from "../../link/heartbeat";
import { FakeModel, propsOf } from "../../testing/fake_model";
import { FakeKernel } from "../../testing/kernel";
import define from "./index";
import type { PageMessage, TakenModel } from "./model";

let model: FakeModel<TakenModel, PageMessage>;
let widget: ReturnType<typeof define>;
let stop: () => void;

/** A panel with a button, a slider and some text, and the view of this widget in it. */
function panel(): { root: HTMLElement; close: () => void } {
  const root = document.createElement("div");
  root.className = "dm-panel";
  const el = document.createElement("div");
  // as in a front end: the view is made first and gets its place later
  const close = widget.render(propsOf(model, el));
  root.innerHTML = "<button>Stop</button><div role='slider' tabindex='0'></div><p>Best</p>";
  root.append(el);
  document.body.append(root);
  return { root, close };
}

function click(root: HTMLElement, selector: string): void {
  root.querySelector(selector)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

function pings(): number {
  return model.sent.filter(({ type }) => type === "ping").length;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  model = new FakeModel<TakenModel, PageMessage>({ sent: 0, taken: 0 });
  widget = define();
  stop = widget.initialize(propsOf(model, document.createElement("div")));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("a page", () => {
  it("says hello when it is opened", () => {
    expect(model.sent).toEqual([{ type: "hello", bundles: false, keeps: false }]);
  });

  it("says what it has drawn, after its next frame", () => {
    model.set("sent", 4);
    expect(model.get("taken")).toBe(0);
    vi.advanceTimersByTime(50);
    expect(model.get("taken")).toBe(4);
    expect(model.saves).toBe(1);
  });

  it("asks the kernel when a person uses a control, and not when one reads", () => {
    const { root } = panel();
    click(root, "p");
    expect(pings()).toBe(0);
    click(root, "button");
    expect(pings()).toBe(1);
  });

  it("asks when a slider is moved by a key", () => {
    const { root } = panel();
    root.querySelector("[role=slider]")?.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true }));
    expect(pings()).toBe(1);
  });

  it("asks although whoever handles the click stops it", () => {
    const { root } = panel();
    root.querySelector("button")?.addEventListener("click", (event) => {
      event.stopImmediatePropagation();
      root.querySelector("button")?.remove();
    });
    click(root, "button");
    expect(pings()).toBe(1);
  });

  it("marks the panel that was clicked when nobody answers, and no other", () => {
    const [clicked, other] = [panel(), panel()];
    click(clicked.root, "button");
    vi.advanceTimersByTime(PATIENCE + 1000);
    expect(clicked.root.classList).toContain("dm-no-answer");
    expect(other.root.classList).not.toContain("dm-no-answer");
    expect(pings()).toBe(1);
  });

  it.each([
    ["an answer", "msg:custom", { type: "pong", key: 1 }],
    ["an update", "change:sent", null],
  ])("takes the mark away with %s", (_, event, content) => {
    const { root } = panel();
    click(root, "button");
    vi.advanceTimersByTime(PATIENCE + 1000);
    model.emit(event, content);
    expect(root.classList).not.toContain("dm-no-answer");
  });

  it("takes a page that can send no more for a kernel that does not answer", () => {
    const { root } = panel();
    model.hasEnded = true;
    click(root, "button");
    vi.advanceTimersByTime(PATIENCE + 1000);
    expect(root.classList).toContain("dm-no-answer");
  });

  it("marks the panel of a kernel that had ended before it was shown", () => {
    model.widget_manager = { kernel: new FakeKernel("dead") };
    const { root } = panel();
    vi.advanceTimersByTime(50);
    expect(root.classList).toContain("dm-kernel-ended");
  });

  it("switches off what asks a kernel that is gone, and nothing else", () => {
    const kernel = new FakeKernel("unknown");
    model.widget_manager = { kernel };
    const { root } = panel();
    root.insertAdjacentHTML(
      "beforeend",
      `<button class="jupyter-button">Loss</button><button class="jupyter-button" disabled>Rate</button>
       <button class="jupyter-button dm-works-alone">Copy</button><div class="dm-settings"></div>`,
    );
    vi.advanceTimersByTime(50);
    const off = () => [...root.querySelectorAll("button:disabled")].map(({ textContent }) => textContent);
    expect(off()).toEqual(["Loss", "Rate"]);
    expect(root.querySelector(".dm-settings")?.hasAttribute("inert")).toBe(true);
    kernel.become("idle");
    expect(off()).toEqual(["Rate"]);
    expect(root.querySelector(".dm-settings")?.hasAttribute("inert")).toBe(false);
  });

  it("takes every listener off again", () => {
    const { root, close } = panel();
    close();
    click(root, "button");
    expect(pings()).toBe(0);
    stop();
    expect(model.listening).toBe(0);
  });
});
