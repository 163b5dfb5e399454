// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find, press } from "../../testing/page";
import widget from "./index";
import { LINES, type Ask, type Axis, type Fan, type Fans, type InsideModel } from "./model";

type Model = FakeModel<InsideModel, Ask>;

const AXIS: Axis = { low: 0, high: 8, ticks: [0, 8], labels: ["0", "8"] };
const fan = (title: string): Fan => ({
  title,
  tip: "",
  said: `${title} of <b>50</b>`,
  axis: AXIS,
  lowest: "0",
  median: "4",
  highest: "8",
});

/** A message's buffer begins anywhere. */
const bytes = (...numbers: number[]): DataView => new DataView(Uint8Array.from([0, ...numbers]).buffer, 1);
const floats = (numbers: number[]): DataView => bytes(...new Uint8Array(Float32Array.from(numbers).buffer));

function sent(titles: string[][], points: number, facts: Partial<Fans> = {}): Fans {
  const layers = titles.map((own, layer) => ({ name: `Layer ${layer}: <b>50</b>`, fans: own.map(fan) }));
  const lines = Array.from({ length: titles.flat().length * points * LINES }, (_, place) => place % LINES);
  const places = Array.from({ length: points }, (_, point) => point);
  const buffers = { places: floats(places), lines: floats(lines) };
  return { layers, note: "Each of", axis: AXIS, unit: "epoch", best: null, ...buffers, ...facts };
}

function shown(fans: Partial<Fans>): { el: HTMLElement; model: Model; texts: (css: string) => (string | null)[] } {
  const model: Model = new FakeModel({ fans, measured: {}, tiles: {}, detail: {}, is_unfolded: true });
  const { el } = render(widget, model);
  return { el, model, texts: (css) => [...el.querySelectorAll(css)].map((one) => one.textContent) };
}

const medians = (el: HTMLElement): number[] =>
  [...el.querySelectorAll(".dm-fan-median")].map(
    (path) => (path.getAttribute("d") ?? "").split(/[ML]/).length - 1,
  );

test("each fan has its bands, its name and its numbers", () => {
  const { el, texts } = shown(sent([["Weights, 6", "Biases, 2"], ["Weights, 4"]], 3));
  expect(texts("h4")).toEqual(["Layer 0: <b>50</b>", "Layer 1: <b>50</b>"]);
  expect(texts(".dm-fan-title span:first-child")).toEqual(["Weights, 6", "Biases, 2", "Weights, 4"]);
  expect(el.querySelectorAll(".dm-fan-band")).toHaveLength(21);
  expect(medians(el)).toEqual([3, 3, 3]);
  expect(texts(".dm-fan-numbers")[0]).toBe("0 to 8, median 4");
  expect(find(el, "svg", SVGElement).getAttribute("aria-label")).toBe("Weights, 6 of <b>50</b>");
});

test("the fans are there on request, and strips and tiles from the start", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  tiled(model);
  model.set("is_unfolded", false);
  const unfold = find(el, ".dm-unfold");
  expect([unfold.textContent, unfold.getAttribute("aria-expanded")]).toEqual(["Weights and activations over time", "false"]);
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(0);
  expect(el.querySelectorAll(".dm-unit")).toHaveLength(3);
  unfold.click();
  expect(model.get("is_unfolded")).toBe(true);
  expect(el.querySelectorAll(".dm-fan")).toHaveLength(1);
});

test("what the bands mean stands above them", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  const note = find(el, ".dm-fans-note");
  expect(note.textContent).toBe("Each of");
  model.set("fans", sent([["Weights, 6"]], 3, { note: "" }));
  expect(note.hidden).toBe(true);
});

test("the first tick says the unit; one that would touch its words is left out, and others come and go", () => {
  const { model, texts } = shown(sent([["Weights, 6"]], 2));
  const near = { ...AXIS, ticks: [0, 2, 4, 8], labels: ["0", "2", "4", "8"] };
  expect(texts(".dm-fan-across span")).toEqual(["epoch 0", "8"]);
  model.set("fans", sent([["Weights, 6"]], 2, { axis: near }));
  expect(texts(".dm-fan-across span")).toEqual(["epoch 0", "4", "8"]);
  model.set("fans", sent([["Weights, 6"]], 2));
  expect(texts(".dm-fan-across span")).toEqual(["epoch 0", "8"]);
});

test("a line marks where the weights stand that the model holds", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 3));
  const line = find(el, ".dm-fan-best", SVGElement);
  expect(line.getAttribute("d")).toBe("");
  model.set("fans", sent([["Weights, 6"]], 3, { best: 2 }));
  expect(line.getAttribute("d")).toBe("M250 0V1000");
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

/** Two layers, what the units of the second one give, and one strip of both. */
function measured(model: Model): void {
  const row = (name: string, description: string) => ({ name, description, is_ill: description.startsWith("1") });
  const rows = [row("Hidden layer 1", "1 of 3 dead"), row("<b>2</b>", "0 of 2 dead")];
  const words = { title: "Dead units", tip: "Units that give 0", note: "give 0 for every row", low: "none", high: "all" };
  model.set("measured", {
    strips: [{ ...words, is_share: true, rows }],
    bands: [{ layer: 1, fan: fan("Logits of 2 units") }],
    axis: AXIS,
    unit: "epoch",
    best: null,
    places: floats([0, 4]),
    cells: bytes(0, 85, 0, 0),
    lines: bytes(...Array.from({ length: 2 * LINES }, (_, at) => 25 * (at % LINES))),
  });
}

/** A layer of three units, the second of them dead. */
function tiled(model: Model): void {
  const layer = {
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
  };
  model.set("tiles", { layers: [layer], scales: floats([1, 0.5, 0.25]), pixels: bytes(127, 0, 127, 0, 127, 0) });
}

function opened(model: Model, unit: number): void {
  const rows = [{ cells: ["<b>7</b>", "1.5"], caption: [], words: "Row 7" }];
  const columns = ["Row", "Activation"];
  model.set("detail", { layer: 0, unit, title: `Unit ${unit}`, note: "", columns, rows, picture: null });
}

const tilesIn = (el: HTMLElement): HTMLElement[] => [...el.querySelectorAll<HTMLElement>(".dm-unit")];
const stops = (el: HTMLElement): number[] => tilesIn(el).map(({ tabIndex }) => tabIndex);

test("a strip has a row for each layer, with its newest value in words, until the run restarts", () => {
  const { el, model, texts } = shown(sent([["Weights, 6"], ["Weights, 4"]], 2));
  measured(model);
  expect(texts(".dm-strip-row")).toEqual(["Hidden layer 11 of 3 dead", "<b>2</b>0 of 2 dead"]);
  expect(texts(".dm-strip-said.dm-ill")).toEqual(["1 of 3 dead"]);
  expect(texts(".dm-strip-legend")).toEqual(["noneall"]);
  model.set("measured", {});
  expect(el.querySelector(".dm-strip")).toBeNull();
});

test("what the units of a layer give stands beside its weights, until the run restarts", () => {
  const { model, texts } = shown(sent([["Weights, 6"], ["Weights, 4"]], 2));
  const inSecond = ".dm-inside-layer:last-child .dm-fan-title span:first-child";
  measured(model);
  expect(texts(inSecond)).toEqual(["Weights, 4", "Logits of 2 units"]);
  model.set("measured", {});
  expect(texts(inSecond)).toEqual(["Weights, 4"]);
});

test("a dead unit is crossed and named", () => {
  const { el, model, texts } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  expect(tilesIn(el).map((tile) => tile.classList.contains("dm-ill"))).toEqual([false, true, false]);
  expect(tilesIn(el)[0]?.getAttribute("aria-label")).toBe("Unit 0 of hidden layer 1");
  expect(tilesIn(el)[1]?.getAttribute("aria-label")).toBe("Unit 1 of hidden layer 1 gives 0 for every row");
  expect(texts(".dm-units-named")).toEqual(["Unit 1 gives 0 for every row."]);
});

test("a click on a unit asks for its rows, and another one closes them", () => {
  const { el, model, texts } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  tilesIn(el)[2]?.click();
  opened(model, 2);
  expect(tilesIn(el).map((tile) => tile.getAttribute("aria-expanded"))).toEqual(["false", "false", "true"]);
  expect(texts(".dm-unit-rows td")).toEqual(["<b>7</b>", "1.5"]);
  tilesIn(el)[2]?.click();
  expect(model.sent).toEqual([{ type: "open", layer: 0, unit: 2 }, { type: "close" }]);
  model.set("detail", {});
  expect(el.querySelector(".dm-unit-rows")).toBeNull();
});

test("one unit of a layer is reached by Tab, the others by the arrow keys", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  tiled(model);
  expect(stops(el)).toEqual([0, -1, -1]);
  press(tilesIn(el)[0] ?? el, "ArrowRight");
  expect(document.activeElement).toBe(tilesIn(el)[1]);
  tiled(model);
  expect(stops(el)).toEqual([-1, 0, -1]);
});

test("Escape closes the rows of a unit, and leads from them back to it", () => {
  const { el, model } = shown(sent([["Weights, 6"]], 2));
  opened(model, 2);
  tiled(model);
  expect(stops(el)).toEqual([-1, -1, 0]);
  press(find(el, ".dm-unit-rows button"), "Escape");
  expect(model.sent).toEqual([{ type: "close" }]);
  expect(document.activeElement).toBe(tilesIn(el)[2]);
});

test("a tile is painted again only for other weights or another scale", () => {
  const paint = vi.spyOn(HTMLCanvasElement.prototype, "getContext");
  const { el, model, texts } = shown(sent([["Weights, 6"]], 2));
  const choice = find(el, ".dm-units-choice");
  expect(choice.hidden).toBe(true);
  tiled(model);
  expect(choice.hidden).toBe(false);
  opened(model, 2);
  model.set("fans", sent([["Weights, 6"]], 3));
  expect(texts(".dm-units > .dm-note")[0]).toBe("one scale");
  expect(paint).toHaveBeenCalledTimes(3);
  find(el, "input[type=checkbox]").click();
  expect(texts(".dm-units > .dm-note")[0]).toBe("each its own");
  expect(paint).toHaveBeenCalledTimes(6);
  paint.mockRestore();
});
