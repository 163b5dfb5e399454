import { describe, expect, it } from "vitest";

import { line } from "./example";
import { place, reading, sentence, short, value, type Shown } from "./reading";

const TRAINING = line([1, 2, 3], [0.5, 0.25, 0.125], { name: "training" });
const SPARSE = line([2], [0.3], { name: "validation", stroke: "dashed" });
const STEPS = line([0.5, 1, 1.5, 2, 2.5, 3], [6, 5, 4, 3, 2, 1], { name: "steps", isFirm: false });
const RATE = line([0.5, 3], [-3, -5], { name: "learning rate", isApart: true });
const SHOWN: Shown = { range: [0, 3], perPixel: 0.01, isLog: false, xWord: "epoch", events: [] };

describe("what is read", () => {
  it("is one row for each line, at the nearest epoch", () => {
    const found = reading([STEPS, TRAINING], 2.05, SHOWN);
    expect(found).toMatchObject({ x: 2, head: "epoch 2" });
    expect(found?.rows.map(({ name, value, at }) => [name, value, at])).toEqual([
      ["steps", "3.000", ""],
      ["training", "0.2500", ""],
    ]);
  });

  it("is a step between the epochs, where the others say where they are from", () => {
    const found = reading([STEPS, TRAINING], 1.45, SHOWN);
    expect(found?.head).toBe("epoch 1.5");
    expect(found?.rows.map(({ value, at }) => [value, at])).toEqual([
      ["4.000", ""],
      ["0.5000", "at epoch 1"],
    ]);
  });

  it("has the learning rate at the place, off its line and not at its points", () => {
    const found = reading([TRAINING, RATE], 1.76, SHOWN);
    expect(found?.x).toBe(2);
    expect(found?.rows[1]).toMatchObject({ name: "learning rate", value: "6.31e-5", at: "" });
    expect(found?.rows[1]?.point).toBeNull();
    expect(found && sentence(found)).toBe("epoch 2: training 0.2500, learning rate 6.31e-5");
    expect(reading([TRAINING, RATE], 0.6, SHOWN)?.x).toBe(1);
  });

  it("has no learning rate where a run before went on", () => {
    const before = line([1, 2, 9], [3, 2, 1], { name: "1 run ago" });
    const found = reading([before, RATE], 9, { ...SHOWN, range: [0, 9] });
    expect(found?.rows.map(({ name }) => name)).toEqual(["1 run ago"]);
  });

  it("is the learning rate alone where nothing else is shown", () => {
    expect(reading([RATE], 2.9, SHOWN)?.rows[0]?.value).toBe("1e-5");
  });

  it("prefers an epoch that is near to a step that is nearer", () => {
    const dense = line([1.97, 2, 2.03, 2.06], [1, 2, 3, 4], { isFirm: false });
    expect(reading([dense, TRAINING], 2.06, SHOWN)?.x).toBe(2);
    expect(reading([dense, TRAINING], 2.2, SHOWN)?.x).toBe(2.06);
  });

  it("says where a value is from that is not measured at each epoch", () => {
    expect(reading([TRAINING, SPARSE], 3, SHOWN)?.rows[1]).toMatchObject({
      name: "validation",
      at: "at epoch 2",
      stroke: "dashed",
    });
  });

  it("turns logarithms back", () => {
    const logarithms = line([1], [-2]);
    expect(reading([logarithms], 1, { ...SHOWN, isLog: true })?.rows[0]?.value).toBe("0.0100");
  });

  it("is nothing where no line has a point in sight", () => {
    expect(reading([TRAINING], 2.5, { ...SHOWN, range: [2.2, 2.8] })).toBeNull();
    expect(reading([line([], []), line([1], [NaN])], 1, SHOWN)).toBeNull();
    expect(reading([], 1, SHOWN)).toBeNull();
  });

  it("leaves out lines whose points are out of sight", () => {
    const shown = { ...SHOWN, range: [2.2, 2.8] as const };
    expect(reading([STEPS, TRAINING], 2.4, shown)?.rows.map(({ name }) => name)).toEqual(["steps"]);
  });

  it("names what happened near", () => {
    const events = [{ x: 2, words: "resumed" }, { x: 2.5, words: "stopped" }];
    expect(reading([TRAINING], 2, { ...SHOWN, events })?.events).toEqual(["resumed"]);
  });

  it("is told in a sentence", () => {
    const events = [{ x: 3, words: "learning rate halved" }];
    const found = reading([TRAINING, SPARSE], 3, { ...SHOWN, events });
    expect(found && sentence(found)).toBe(
      "epoch 3: training 0.1250, validation 0.3000 at epoch 2. learning rate halved",
    );
  });
});

describe("a value", () => {
  it.each([
    [0, "0"],
    [0.09812, "0.0981"],
    [0.004567, "0.004567"],
    [0.1651, "0.1651"],
    [0.46, "0.4600"],
    [1, "1.000"],
    [12.345, "12.35"],
    [99.999, "100.00"],
    [1234.5, "1,235"],
    [123456, "123,500"],
    [-0.25, "-0.2500"],
    [1.234e-5, "1.23e-5"],
    [12345678, "1.23e+7"],
    [Infinity, "infinity"],
    [-Infinity, "-infinity"],
    [NaN, "not a number"],
  ])("of %d is said as %s", (number, words) => {
    expect(value(number)).toBe(words);
  });
});

describe("a rate", () => {
  it.each([
    [0.001, "0.001"],
    [0.00031622, "0.000316"],
    [0.0001, "0.0001"],
    [0.00009999, "0.0001"],
    [3e-5, "3e-5"],
    [1.2345e-7, "1.23e-7"],
    [0.5, "0.5"],
    [2000, "2e3"],
    [0, "0"],
  ])("of %d is said as %s", (number, words) => {
    expect(short(number)).toBe(words);
  });
});

describe("a place on the axis", () => {
  it.each([
    [12, 1, "12"],
    [12.0000001, 0.1, "12"],
    [1200, 1, "1,200"],
    [11.4, 0.1, "11.4"],
    [11.4, 0.025, "11.40"],
    [0.00213, 0.002132, "0.002"],
    [11.5, 3, "11.5"],
    [11.5, NaN, "11.5"],
    [0.00001234, 0, "0.0"],
  ])("of %d between points %d apart is said as %s", (x, gap, words) => {
    expect(place(x, gap)).toBe(words);
  });
});
