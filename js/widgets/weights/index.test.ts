// @vitest-environment happy-dom
import { expect, test } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { press } from "../../testing/page";
import widget from "./index";
import { LINES, type Ask, type Axis, type Fan, type Fans, type InsideModel } from "./model";

type Model = FakeModel<InsideModel, Ask>;

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
  return { layers, note: "Each of", axis: AXIS, unit: "epoch", best: null, places, lines };
}

function shown(fans: Partial<Fans>): { el: HTMLElement; model: Model; end: () => void } {
  const model: Model = new FakeModel({ fans, measured: {}, tiles: {}, detail: {} });
  return { model, ...render(widget, model) };
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

test("what the bands mean stands above them, below the strips", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  const note = el.querySelector<HTMLElement>(".dm-fans-note");
  expect(note?.textContent).toBe("Each of");
  model.set("fans", { ...sent([["Weights, 6"]], 3), note: "" });
  expect(note?.hidden).toBe(true);
});

test("a tick that would touch the words of the first one is left out", () => {
  const near = { ...AXIS, ticks: [0, 2, 4, 8], labels: ["0", "2", "4", "8"] };
  const { el } = shown({ ...sent([["Weights, 6"]], 2), axis: near });
  const ticks = [...(el.querySelector(".dm-fan-across")?.children ?? [])];
  expect(ticks.map((tick) => tick.textContent)).toEqual(["epoch 0", "4", "8"]);
});

test("a line marks where the weights stand that the model holds", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  const line = (): string | null | undefined => el.querySelector(".dm-fan-best")?.getAttribute("d");
  expect(line()).toBe("");
  model.set("fans", { ...sent([["Weights, 6"]], 3), best: 2 });
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
  model.set("fans", sent([["Weights, 6"]], 1));
  const before = el.querySelector(".dm-fan");
  model.set("fans", sent([["Weights, 6"]], 5));
  expect(el.querySelector(".dm-fan")).toBe(before);
  expect(medians(el)).toEqual([5]);
});

test("the first of the ticks says the unit, and others come and go", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  const ticks = (): (string | null)[] =>
    [...(el.querySelector(".dm-fan-across")?.children ?? [])].map((tick) => tick.textContent);
  expect(ticks()).toEqual(["epoch 0", "8"]);
  const longer = { ...AXIS, high: 40, ticks: [0, 20, 40], labels: ["0", "20", "40"] };
  model.set("fans", { ...sent([["Weights, 6"]], 2), axis: longer });
  expect(ticks()).toEqual(["epoch 0", "20", "40"]);
  model.set("fans", sent([["Weights, 6"]], 2));
  expect(ticks()).toEqual(["epoch 0", "8"]);
});

test("the fans are reached and scrolled by key", () => {
  const { el } = shown(sent([["Weights, 6"]], 2));
  const region = el.querySelector<HTMLElement>("[role=region]");
  expect(region?.tabIndex).toBe(0);
  expect(region?.getAttribute("aria-label")).toBeTruthy();
});

const bytesOf = (...values: number[]): DataView => new DataView(Uint8Array.from(values).buffer);

/** Two layers: one with three units, the second of them dead, and one strip of both. */
function measured(model: Model): void {
  const places = new DataView(new ArrayBuffer(8));
  places.setFloat32(4, 4, true);
  const row = (name: string, said: string) => ({ name, said, is_ill: said.startsWith("1") });
  model.set("measured", {
    strips: [
      {
        title: "Dead units",
        note: "give 0 for every row",
        low: "none",
        high: "all",
        is_share: true,
        rows: [row("Hidden layer 1", "1 of 3 dead"), row("<b>2</b>", "0 of 2 dead")],
      },
    ],
    bands: [{ layer: 1, fan: fan("Logits of 2 units") }],
    axis: AXIS,
    unit: "epoch",
    best: null,
    places,
    cells: bytesOf(0, 85, 0, 0),
    lines: new DataView(Uint8Array.from({ length: 2 * LINES }, (_, at) => 25 * (at % LINES)).buffer),
  });
}

function tiled(model: Model): void {
  const scales = new DataView(new ArrayBuffer(12));
  [1, 0.5, 0.25].forEach((scale, unit) => { scales.setFloat32(4 * unit, scale, true); });
  model.set("tiles", {
    layers: [
      {
        layer: 0,
        note: "one scale",
        own_note: "each its own",
        named: "Unit 1 gives 0 for every row.",
        one: "unit",
        words: "hidden layer 1",
        count: 3,
        height: 1,
        width: 2,
        channels: 1,
        ill: [{ unit: 1, said: "Unit 1 of hidden layer 1 gives 0 for every row" }],
      },
    ],
    scales,
    pixels: new DataView(Int8Array.from([127, 0, 127, 0, 127, 0]).buffer),
  });
}

const tilesIn = (el: HTMLElement): HTMLButtonElement[] => [
  ...el.querySelectorAll<HTMLButtonElement>(".dm-unit"),
];

test("a strip has a row for each layer, with its newest value in words", () => {
  const { el, model } = shown(sent([["Weights, 6"], ["Weights, 4"]], 2));
  expect(el.querySelector(".dm-strip")).toBeNull();
  measured(model);
  const rows = [...el.querySelectorAll(".dm-strip-row")].map((row) => row.textContent);
  expect(rows).toEqual(["Hidden layer 11 of 3 dead", "<b>2</b>0 of 2 dead"]);
  expect(el.querySelectorAll(".dm-strip-said.dm-ill")).toHaveLength(1);
  expect(el.querySelector(".dm-strip-legend")?.textContent).toBe("noneall");
});

test("what the units of a layer give stands beside its weights", () => {
  const { el, model } = shown(sent([["Weights, 6"], ["Weights, 4"]], 2));
  measured(model);
  const second = el.querySelectorAll(".dm-inside-layer")[1];
  expect([...(second?.querySelectorAll("figcaption span:first-child") ?? [])].map((one) => one.textContent))
    .toEqual(["Weights, 4", "Logits of 2 units"]);
  measured(model);
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(3);
  model.set("measured", {}); // a run that restarts
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(2);
  expect(el.querySelector(".dm-strip")).toBeNull();
});

test("a dead unit is crossed and named", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  expect(tilesIn(el).map((tile) => tile.classList.contains("dm-ill"))).toEqual([false, true, false]);
  expect(tilesIn(el)[1]?.getAttribute("aria-label")).toBe(
    "Unit 1 of hidden layer 1 gives 0 for every row",
  );
  expect(el.querySelector(".dm-units-named")?.textContent).toBe("Unit 1 gives 0 for every row.");
});

test("a click on a unit asks for its rows, and another one closes them", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  tilesIn(el)[2]?.click();
  expect(model.sent).toEqual([{ type: "open", layer: 0, unit: 2 }]);
  model.set("detail", {
    layer: 0,
    unit: 2,
    title: "Unit 2 of hidden layer 1",
    note: "",
    columns: ["Row", "Activation"],
    rows: [{ cells: ["<b>7</b>", "1.5"], caption: [], words: "Row 7" }],
    picture: null,
  });
  expect(tilesIn(el)[2]?.getAttribute("aria-expanded")).toBe("true");
  expect(el.querySelector(".dm-unit-rows td")?.textContent).toBe("<b>7</b>");
  tilesIn(el)[2]?.click();
  expect(model.sent.at(-1)).toEqual({ type: "close" });
  model.set("detail", {});
  expect(el.querySelector<HTMLElement>(".dm-unit-rows")?.hidden).toBe(true);
});

test("one unit of a layer is reached by Tab, the others by the arrow keys", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  const stops = (): number[] => tilesIn(el).map(({ tabIndex }) => tabIndex);
  expect(stops()).toEqual([0, -1, -1]);
  press(tilesIn(el)[0] ?? el, "ArrowRight");
  expect(stops()).toEqual([-1, 0, -1]);
  expect(document.activeElement).toBe(tilesIn(el)[1]);
});

test("a person chooses whether each unit has a scale of its own", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  const choice = (): HTMLInputElement | null => el.querySelector("input[type=checkbox]");
  expect(el.querySelector<HTMLElement>(".dm-units-choice")?.hidden).toBe(true);
  tiled(model);
  expect(el.querySelector(".dm-units > .dm-note")?.textContent).toBe("one scale");
  const box = choice();
  if (box) {
    box.checked = true;
    box.dispatchEvent(new Event("change"));
  }
  expect(el.querySelector(".dm-units > .dm-note")?.textContent).toBe("each its own");
});

test("a view that is closed no longer listens", () => {
  const { model, end } = shown(sent([["Weights, 6"]], 2));
  end();
  expect(model.listening).toBe(0);
});
