import { beforeEach, describe, expect, it } from "vitest";

import { FakeModel, propsOf } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import { deep, dense, lenet, mnist, network } from "./example";
import widget from "./index";
import { TRAITS, type NetworkModel } from "./model";

let el: HTMLElement;

function show(facts: NetworkModel): { model: FakeModel<NetworkModel>; close: () => void } {
  const model = new FakeModel(facts);
  return { model, close: widget.render(propsOf(model, el)) };
}

function pressActive(key: string): KeyboardEvent {
  return press(document.activeElement ?? el, key);
}

function targets(): SVGGElement[] {
  return [...el.querySelectorAll<SVGGElement>(".dm-target")];
}

beforeEach(() => {
  el = document.createElement("div");
  document.body.replaceChildren(el);
});

describe("the diagram", () => {
  it("draws every layer and says the network in words", () => {
    show({ ...mnist, description: "digits: 784 -> 2*(50 relu) -> 10 softmax" });
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(4);
    expect(find(el, "[role=img]").getAttribute("aria-label")).toBe(
      "digits: 784 -> 2*(50 relu) -> 10 softmax",
    );
    expect(find(el, ".dm-foot").textContent).toContain("3 layers · 42,310 parameters");
  });

  it("draws an image as planes with the kernel that moves over it", () => {
    show(lenet);
    const planes = [...el.querySelectorAll(".dm-layer")].map(
      (layer) => layer.querySelectorAll(".dm-plane").length,
    );
    expect(planes).toEqual([1, 4, 4, 0, 5, 5, 0, 0]);
    expect(el.querySelectorAll(".dm-window")).toHaveLength(4);
  });

  it("takes every listener off again", () => {
    const { model, close } = show(mnist);
    expect(model.listening).toBe(TRAITS.length);
    close();
    expect(model.listening).toBe(0);
  });

  it("follows its model", () => {
    const { model } = show(mnist);
    model.update(network([dense(1, "relu")]));
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(1);
  });

  it("shows markup in a name as text", () => {
    const bad = "<img src=x onerror=alert(1)>";
    show(network([dense(1, bad)], { summary: bad, description: bad }));
    expect(el.querySelector("img")).toBeNull();
    expect(find(el, ".dm-target:last-child title").textContent).toContain(bad);
  });

  it("unfolds by click and folds again", () => {
    show(deep(30));
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(14);
    find(el, ".dm-unfold").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(62);
    const fold = find(el, ".dm-fold");
    expect(fold.hidden).toBe(false);
    fold.click();
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(14);
    expect(fold.hidden).toBe(true);
  });

  it("is one stop for Tab, with arrow keys inside", () => {
    show(mnist);
    expect(targets().map((each) => each.getAttribute("tabindex"))).toEqual(["0", "-1", "-1", "-1"]);
    targets()[0]?.focus();
    pressActive("ArrowRight");
    expect(document.activeElement).toBe(targets()[1]);
    expect(find(el, ".dm-foot").textContent).toContain("Dense 50 relu");
    pressActive("End");
    pressActive("ArrowRight");
    expect(document.activeElement).toBe(targets()[3]);
    pressActive("Home");
    pressActive("ArrowLeft");
    expect(document.activeElement).toBe(targets()[0]);
  });

  it.each(["Enter", " "])("unfolds by the key '%s' and keeps the focus", (key) => {
    show(deep(30));
    targets()[9]?.focus();
    expect(document.activeElement?.getAttribute("role")).toBe("button");
    pressActive(key);
    expect(el.querySelectorAll(".dm-layer")).toHaveLength(62);
    expect(document.activeElement).toBe(targets()[9]);
  });

  it("does not swallow keys that it has no use for", () => {
    show(mnist);
    targets()[0]?.focus();
    expect(pressActive("Tab").defaultPrevented).toBe(false);
  });
});
