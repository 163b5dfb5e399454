// @vitest-environment happy-dom
import type { AnyModel } from "@anywidget/types";
import { expect, test } from "vitest";

import widget from "./index";
import { LINES, type Axis, type Fan, type Fans, type InsideModel } from "./model";

type Handler = () => void;

class FakeModel {
  readonly handlers = new Map<string, Set<Handler>>();

  constructor(private readonly state: InsideModel) {}

  get<Name extends keyof InsideModel>(name: Name): InsideModel[Name] {
    return this.state[name];
  }

  on(event: string, handler: Handler): void {
    this.handlers.set(event, (this.handlers.get(event) ?? new Set()).add(handler));
  }

  off(event: string, handler: Handler): void {
    this.handlers.get(event)?.delete(handler);
  }

  change(fans: Partial<Fans>): void {
    this.state.fans = fans;
    for (const handler of this.handlers.get("change:fans") ?? []) {
      handler();
    }
  }
}

const AXIS: Axis = { low: 0, high: 8, ticks: [0, 8], labels: ["0", "8"] };
const fan = (title: string): Fan => ({
  title,
  said: `${title} of <b>50</b>`,
  axis: AXIS,
  lowest: "0",
  median: "4",
  highest: "8",
});

function sent(titles: string[][], points: number): Fans {
  const all = titles.flat().length * points * LINES;
  // a message's buffer begins anywhere
  const whole = new ArrayBuffer(4 * all + 1);
  const lines = new DataView(whole, 1);
  for (let place = 0; place < all; place += 1) {
    lines.setFloat32(4 * place, place % LINES, true);
  }
  const places = new DataView(new ArrayBuffer(4 * points));
  for (let point = 0; point < points; point += 1) {
    places.setFloat32(4 * point, point, true);
  }
  const layers = titles.map((own, layer) => ({
    name: `Layer ${layer.toString()}: <b>50</b>`,
    fans: own.map(fan),
  }));
  return { layers, axis: AXIS, unit: "epoch", best: null, places, lines };
}

function shown(fans: Partial<Fans>): { el: HTMLElement; model: FakeModel; end: () => void } {
  const el = document.createElement("div");
  const model = new FakeModel({ fans, images: {} });
  const end = widget.render({
    model: model as unknown as AnyModel<InsideModel>,
    el,
  } as unknown as Parameters<typeof widget.render>[0]);
  return { el, model, end };
}

const medians = (el: HTMLElement): number[] =>
  [...el.querySelectorAll(".dm-fan-median")].map(
    (path) => (path.getAttribute("d") ?? "").split(/[ML]/).length - 1,
  );

test("each fan has its bands, its name and its numbers", () => {
  const { el } = shown(sent([["Weights, 6", "Biases, 2"], ["Weights, 4"]], 3));
  expect(el.querySelectorAll(".dm-inside-layer")).toHaveLength(2);
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(3);
  expect(el.querySelectorAll(".dm-fan-band")).toHaveLength(21);
  expect(medians(el)).toEqual([3, 3, 3]);
  expect(el.querySelector(".dm-fan")?.textContent).toContain("0 to 8, median 4");
  expect(el.querySelector("svg")?.getAttribute("aria-label")).toBe("Weights, 6 of <b>50</b>");
});

test("a line marks where the weights stand that the model holds", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  const line = (): string | null | undefined => el.querySelector(".dm-fan-best")?.getAttribute("d");
  expect(line()).toBe("");
  model.change({ ...sent([["Weights, 6"]], 3), best: 2 });
  expect(line()).toBe("M250 0V1000");
});

test("names are text, whatever they hold", () => {
  const { el } = shown(sent([["Weights, 6"]], 2));
  expect(el.querySelector("b")).toBeNull();
  expect(el.querySelector("h4")?.textContent).toBe("Layer 0: <b>50</b>");
});

test("a fan that grows stays the same element", () => {
  const { el, model } = shown({});
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(0);
  model.change(sent([["Weights, 6"]], 1));
  const before = el.querySelector(".dm-fan");
  model.change(sent([["Weights, 6"]], 5));
  expect(el.querySelector(".dm-fan")).toBe(before);
  expect(medians(el)).toEqual([5]);
});

test("the first of the ticks says the unit, and others come and go", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  const ticks = (): (string | null)[] =>
    [...(el.querySelector(".dm-fan-across")?.children ?? [])].map((tick) => tick.textContent);
  expect(ticks()).toEqual(["epoch 0", "8"]);
  const longer = { ...AXIS, high: 40, ticks: [0, 20, 40], labels: ["0", "20", "40"] };
  model.change({ ...sent([["Weights, 6"]], 2), axis: longer });
  expect(ticks()).toEqual(["epoch 0", "20", "40"]);
  model.change(sent([["Weights, 6"]], 2));
  expect(ticks()).toEqual(["epoch 0", "8"]);
});

test("the fans are reached and scrolled by key", () => {
  const { el } = shown(sent([["Weights, 6"]], 2));
  const region = el.querySelector<HTMLElement>("[role=region]");
  expect(region?.tabIndex).toBe(0);
  expect(region?.getAttribute("aria-label")).toBeTruthy();
});

test("without pictures their place is not shown", () => {
  const { el } = shown(sent([["Weights, 6"]], 2));
  expect(el.querySelector<HTMLElement>(".dm-first-layer")?.hidden).toBe(true);
});

test("a view that is closed no longer listens", () => {
  const { model, end } = shown(sent([["Weights, 6"]], 2));
  end();
  expect([...model.handlers.values()].every((each) => each.size === 0)).toBe(true);
});
