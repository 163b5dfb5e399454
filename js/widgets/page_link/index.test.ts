import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { OFTEN, PATIENCE, PROBED, QUIET, RARELY, SOON } from "../../link/questions";
import { FakeModel, managerOf, propsOf } from "../../testing/fake_model";
import { FakeKernel } from "../../testing/kernel";
import { find } from "../../testing/page";
import define from "./index";
import type { PageMessage, TakenModel } from "./model";

const LATER = PATIENCE + 1000;

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

function use(root: HTMLElement, selector: string, event = "click"): void {
  find(root, selector).dispatchEvent(new Event(event, { bubbles: true }));
}

const questions = (): PageMessage[] => model.sent.filter(({ type }) => type === "ask" || type === "pull");
const answer = (facts: object): void => {
  model.emit("msg:custom", { type: "answer", since: 0, pushed: 0, count: 0, busy: false, ...facts });
};
const isMarked = (root: HTMLElement): boolean => root.classList.contains("dm-no-answer");

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
  it("says hello when it is opened, and then nothing by itself", () => {
    vi.advanceTimersByTime(100 * LATER);
    expect(model.sent).toEqual([{ type: "hello", bundles: false, keeps: false }]);
  });

  it("says what it has drawn, after its next frame", () => {
    model.set("sent", 4);
    expect(model.get("taken")).toBe(0);
    vi.advanceTimersByTime(50);
    expect(model.get("taken")).toBe(4);
    expect(model.saves).toBe(1);
  });

  it("says when it could not apply a bundle", async () => {
    const broken = { constructor: { _deserialize_state: () => Promise.reject(new Error("no")) } };
    stop();
    model.widget_manager = managerOf(new Map([["a", broken]]));
    stop = widget.initialize(propsOf(model, document.createElement("div")));
    model.emit("msg:custom", { type: "bundle", parts: [{ model: "a", state: {}, paths: [] }] });
    await vi.waitFor(() => { expect(model.sent.slice(2)).toEqual([{ type: "unbundled" }]); });
    expect(model.sent[1]).toEqual({ type: "hello", bundles: true, keeps: false });
  });

  it.each([
    ["when a person uses a control", "button", "click", 1],
    ["when a slider is moved by a key", "[role=slider]", "keydown", 1],
    ["not when a person types", "button", "keydown", 0],
    ["not when a person reads", "p", "click", 0],
  ])("asks the kernel %s", (_, selector, event, count) => {
    use(panel().root, selector, event);
    vi.advanceTimersByTime(50);
    expect(questions()).toHaveLength(count);
  });

  it("asks although whoever handles the click stops it", () => {
    const { root } = panel();
    const button = find(root, "button");
    button.addEventListener("click", (event) => {
      event.stopImmediatePropagation();
      button.remove();
    });
    use(root, "button");
    vi.advanceTimersByTime(50);
    expect(questions()).toHaveLength(1);
  });

  it("asks once, and marks each panel that was used when nobody answers, and no other", () => {
    const [one, other, unused] = [panel().root, panel().root, panel().root];
    use(one, "button");
    vi.advanceTimersByTime(PATIENCE);
    use(other, "button");
    expect([one, other, unused].map(isMarked)).toEqual([false, false, false]);
    vi.advanceTimersByTime(LATER);
    expect([one, other, unused].map(isMarked)).toEqual([true, true, false]);
    use(one, "button"); // the question may be lost
    vi.advanceTimersByTime(50);
    expect(questions()).toEqual([{ type: "ask", count: 0 }, { type: "ask", count: 0 }]);
  });

  it.each([
    ["an answer", "msg:custom", { type: "answer", since: 0, pushed: 0, count: 0, busy: false }],
    ["an update", "change:sent", null],
  ])("takes %s for a sign of life, in time or later", (_, event, content) => {
    const { root } = panel();
    use(root, "button");
    model.emit(event, content);
    vi.advanceTimersByTime(LATER);
    expect(isMarked(root)).toBe(false);
    use(root, "button");
    vi.advanceTimersByTime(LATER);
    expect(isMarked(root)).toBe(true);
    model.emit(event, content);
    expect(isMarked(root)).toBe(false);
  });

  it("takes a page that can send no more for a kernel that does not answer", () => {
    const { root } = panel();
    model.hasEnded = true;
    use(root, "button");
    vi.advanceTimersByTime(LATER);
    expect(isMarked(root)).toBe(true);
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
    const state = (): unknown => ({
      hasEnded: root.classList.contains("dm-kernel-ended"),
      isInert: find(root, ".dm-settings").hasAttribute("inert"),
      off: [...root.querySelectorAll("button:disabled")].map(({ textContent }) => textContent),
    });
    vi.advanceTimersByTime(50);
    expect(state()).toEqual({ hasEnded: true, isInert: true, off: ["Loss", "Rate"] });
    kernel.become("idle");
    vi.advanceTimersByTime(50);
    expect(state()).toEqual({ hasEnded: false, isInert: false, off: ["Rate"] });
  });

  it("takes every listener off again, and drops an open question", () => {
    const { root, close } = panel();
    use(root, "button");
    close();
    use(root, "button");
    vi.advanceTimersByTime(50);
    expect(questions()).toHaveLength(1);
    stop();
    vi.advanceTimersByTime(LATER);
    expect(isMarked(root)).toBe(false);
    expect(model.listening).toBe(0);
  });
});

describe("a page that gets changes unasked", () => {
  it("asks once more, when nothing comes although something runs", () => {
    const { root } = panel();
    use(root, "button");
    vi.advanceTimersByTime(50);
    answer({ busy: true });
    for (const number of [1, 2, 3]) {
      vi.advanceTimersByTime(number === 1 ? OFTEN : QUIET - 10);
      model.set("sent", number);
    }
    expect(questions()).toHaveLength(1);
    vi.advanceTimersByTime(QUIET + 50);
    expect(questions()).toHaveLength(2);
    answer({ pushed: 3, busy: true });
    vi.advanceTimersByTime(QUIET + 50);
    expect(questions()).toHaveLength(2); // twice as long
    vi.advanceTimersByTime(QUIET + 50);
    expect(questions().at(-1)).toEqual({ type: "ask", count: 3 });
  });

  it("asks a kernel that is gone no more", () => {
    model.set("sent", 1);
    vi.advanceTimersByTime(100 * LATER);
    expect(questions()).toHaveLength(1);
  });

  it("asks sooner after a click, if nothing comes", () => {
    use(panel().root, "button");
    vi.advanceTimersByTime(50);
    answer({ busy: true });
    vi.advanceTimersByTime(2 * OFTEN + 100);
    expect(questions()).toHaveLength(2);
  });

  it("does not pull because an update was still on its way", () => {
    const { root } = panel();
    use(root, "button");
    vi.advanceTimersByTime(50);
    answer({ pushed: 1 });
    model.set("sent", 1);
    vi.advanceTimersByTime(QUIET);
    answer({ pushed: 1, busy: true });
    vi.advanceTimersByTime(100 * LATER);
    expect(questions().map(({ type }) => type)).not.toContain("pull");
  });

  it("has the update of a bundle that is not applied yet", () => {
    stop();
    model.widget_manager = managerOf(new Map());
    stop = widget.initialize(propsOf(model, document.createElement("div")));
    model.emit("msg:custom", { type: "bundle", parts: [], count: 7 });
    use(panel().root, "button");
    vi.advanceTimersByTime(50);
    expect(questions()).toEqual([{ type: "ask", count: 7 }]);
  });

  it("asks once after the last of several updates, which may have come because a cell ran", () => {
    model.emit("msg:custom", { type: "welcome", pulls: false });
    for (const number of [1, 2, 3]) {
      model.set("sent", number);
      vi.advanceTimersByTime(QUIET - 10);
    }
    vi.advanceTimersByTime(100 + QUIET);
    answer({ pushed: 3 });
    vi.advanceTimersByTime(100 * LATER);
    expect(questions()).toEqual([{ type: "ask", count: 3 }]);
  });
});

it("is told by the welcome that other pages pull, and does so at once", () => {
  model.emit("msg:custom", { type: "welcome", pulls: true });
  vi.advanceTimersByTime(50);
  expect(questions()).toEqual([{ type: "pull", count: 0 }]);
});

describe("a page that gets only what it asks for", () => {
  beforeEach(() => {
    model.emit("msg:custom", { type: "welcome", pulls: false });
    vi.advanceTimersByTime(PROBED + 100); // the kernel has sent update 1, which did not come
    for (let each = 0; each < 2; each += 1) {
      answer({ pushed: 1, count: 4, busy: false });
      vi.advanceTimersByTime(2 * SOON);
    }
  });

  it("finds that out by what it lacks, and pulls at once", () => {
    expect(questions()).toEqual([{ type: "ask", count: 0 }, { type: "ask", count: 0 }, { type: "pull", count: 0 }]);
  });

  it("asks four times a second while something runs, and waits for each answer", () => {
    for (const count of [5, 6, 7]) {
      answer({ since: count === 5 ? 0 : count - 1, count, pushed: 1, busy: true });
      vi.advanceTimersByTime(OFTEN + 100);
      expect(questions().at(-1)).toEqual({ type: "pull", count });
    }
    const before = questions().length;
    vi.advanceTimersByTime(2 * LATER);
    expect(questions()).toHaveLength(before);
  });

  it("asks rarely while nothing runs, and at once after a click", () => {
    let asked = 0;
    for (let each = 0; each < 20; each += 1) {
      answer({ count: 4, pushed: 1 });
      asked = questions().length;
      vi.advanceTimersByTime(RARELY - 50);
    }
    expect(questions()).toHaveLength(asked);
    use(panel().root, "button");
    vi.advanceTimersByTime(50);
    expect(questions()).toHaveLength(asked + 1);
    for (const more of [2, 3, 4]) {
      answer({ since: 4, count: 4, pushed: 1 });
      vi.advanceTimersByTime(2 * SOON);
      expect(questions()).toHaveLength(asked + more); // what the click does takes a moment
    }
    answer({ since: 4, count: 4, pushed: 1 });
    vi.advanceTimersByTime(2 * SOON);
    expect(questions()).toHaveLength(asked + 4);
  });

  it("takes the answer to another page's question as one to its own, if nothing is missing in it", () => {
    model.emit("msg:custom", { type: "welcome", pulls: false }); // to another page
    answer({ since: 0, count: 9, pushed: 1, busy: true });
    answer({ since: 20, count: 30, pushed: 1, busy: true });
    vi.advanceTimersByTime(OFTEN + 100);
    expect(questions().at(-1)).toEqual({ type: "pull", count: 9 });
  });
});

describe("a panel", () => {
  it.each([
    ["waits", {}, true],
    ["waits", { supportsSubshells: true, commsOverSubshells: "disabled" }, true],
    ["does not wait", { supportsSubshells: true, commsOverSubshells: "per_comm_target" }, false],
  ])("shows whether a click %s for cells: %o", (_, kernel, waits) => {
    model.widget_manager = { kernel };
    const { root } = panel();
    vi.advanceTimersByTime(50);
    expect(root.classList.contains("dm-waiting-clicks")).toBe(waits);
  });
});
