import { beforeEach, describe, expect, it } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import { deep, dense, lenet, mnist, network } from "./example";
import widget from "./index";
import type { NetworkModel } from "./model";

let el: HTMLElement;

function show(facts: NetworkModel): { model: FakeModel<NetworkModel>; end: () => void } {
  const model = new FakeModel(facts);
  const view = render(widget, model);
  el = view.el;
  return { model, end: view.end };
}

function pressActive(key: string): KeyboardEvent {
  return press(document.activeElement ?? el, key);
}

const all = (css: string): SVGGElement[] => [...el.querySelectorAll<SVGGElement>(css)];
const line = (): string => find(el, ".dm-line").textContent;
const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);

beforeEach(() => { document.body.replaceChildren(); });

describe("the diagram", () => {
  it("draws every layer, says the network in words, names as text, and follows its model", () => {
    const { model, end } = show({ ...mnist, description: "digits: 784 -> 2*(50 relu) -> 10 softmax" });
    expect(all(".dm-layer")).toHaveLength(4);
    expect(find(el, "[role=img]").getAttribute("aria-label")).toBe("digits: 784 -> 2*(50 relu) -> 10 softmax");
    expect(line()).toBe("3 layers · 42,310 parameters · 169 kB");
    const bad = "<img src=x onerror=alert(1)>";
    model.update(network([dense(1, bad)], { summary: bad, description: bad }));
    expect(all(".dm-layer")).toHaveLength(1);
    expect(el.querySelector("img")).toBeNull();
    expect(find(el, ".dm-target title").textContent).toContain(bad);
    expect(line()).toBe(bad);
    end();
    expect(model.listening).toBe(0);
  });

  it("draws an image as planes with the kernel that moves over it", () => {
    show(lenet);
    const planes = all(".dm-layer").map((layer) => layer.querySelectorAll(".dm-plane").length);
    expect(planes).toEqual([1, 4, 4, 0, 5, 5, 0, 0]);
    expect(all(".dm-window")).toHaveLength(4);
  });

  it("is one stop for Tab, with arrow keys inside", async () => {
    show(mnist);
    const targets = all(".dm-target");
    const stops = (): (string | null)[] => targets.map((each) => each.getAttribute("tabindex"));
    expect(stops()).toEqual(["0", "-1", "-1", "-1"]);
    targets[0]?.focus();
    expect(pressActive("Tab").defaultPrevented).toBe(false);
    expect(pressActive("ArrowRight").defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(targets[1]);
    await frame();
    expect(line()).toBe("Dense 50 relu");
    expect(stops()).toEqual(["-1", "0", "-1", "-1"]);
    pressActive("End");
    pressActive("ArrowRight");
    expect(document.activeElement).toBe(targets[3]);
    pressActive("Home");
    pressActive("ArrowLeft");
    expect(document.activeElement).toBe(targets[0]);
  });

  it.each(["Enter", " ", "click"])("unfolds by '%s' with the focus in its middle, and folds again", (how) => {
    show(deep(30));
    expect(all(".dm-layer")).toHaveLength(14);
    const gap = all(".dm-target")[9];
    gap?.focus();
    expect(gap?.getAttribute("role")).toBe("button");
    if (how === "click") {
      gap?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    } else {
      pressActive(how);
    }
    expect(all(".dm-layer")).toHaveLength(62);
    expect(document.activeElement).toBe(all(".dm-target")[9]);
    const fold = find(el, ".dm-fold");
    expect(fold.hidden).toBe(false);
    fold.click();
    expect(all(".dm-layer")).toHaveLength(14);
    expect(document.activeElement).toBe(find(el, ".dm-unfold"));
    expect(fold.hidden).toBe(true);
  });
});
