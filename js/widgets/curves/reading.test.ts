import { describe, expect, it } from "vitest";

import { line } from "./example";
import type { Line } from "./points";
import { place, reading, sentence, short, value, type Shown } from "./reading";

const TRAINING = line([1, 2, 3], [0.5, 0.25, 0.125], { name: "training" });
const SPARSE = line([2], [0.3], { name: "validation" });
const STEPS = line([0.5, 1, 1.5, 2, 2.5, 3], [6, 5, 4, 3, 2, 1], { name: "steps", isFirm: false });
const RATE = line([0.5, 3], [-3, -5], { name: "learning rate", isApart: true });
const SHOWN: Shown = { range: [0, 3], perPixel: 0.01, isLog: false, xWord: "epoch", events: [] };

/** What a reader reads, or null. */
function read(lines: readonly Line[], at: number, facts: Partial<Shown> = {}): string | null {
  const found = reading(lines, at, { ...SHOWN, ...facts });
  return found && sentence(found);
}

describe("what is read", () => {
  it("is one row for each line, at the nearest epoch, and what happened near", () => {
    const events = [{ x: 2, words: "learning rate halved" }, { x: 2.5, words: "stopped" }];
    expect(read([STEPS, TRAINING], 2.05, { events })).toBe(
      "epoch 2: steps 3.000, training 0.2500. learning rate halved",
    );
  });

  it("is a step between the epochs, where the others say where they are from", () => {
    expect(read([STEPS, TRAINING], 1.45)).toBe("epoch 1.5: steps 4.000, training 0.5000 at epoch 1");
    expect(read([TRAINING, SPARSE], 3)).toBe("epoch 3: training 0.1250, validation 0.3000 at epoch 2");
  });

  it("prefers an epoch that is near to a step that is nearer", () => {
    const dense = line([1.97, 2, 2.03, 2.06], [1, 2, 3, 4], { isFirm: false });
    expect(reading([dense, TRAINING], 2.06, SHOWN)?.x).toBe(2);
    expect(reading([dense, TRAINING], 2.2, SHOWN)?.x).toBe(2.06);
  });

  it("has the learning rate at the place, off its line and not at its points", () => {
    expect(read([TRAINING, RATE], 1.76)).toBe("epoch 2: training 0.2500, learning rate 6.31e-5");
    expect(read([TRAINING, RATE], 0.6)).toContain("epoch 1:");
    expect(reading([TRAINING, RATE], 1.76, SHOWN)?.rows[1]?.point).toBeNull();
  });

  it("has no learning rate where a run before went on", () => {
    const before = line([1, 2, 9], [3, 2, 1], { name: "1 run ago" });
    expect(read([before, RATE], 9, { range: [0, 9] })).toBe("epoch 9: 1 run ago 1.000");
  });

  it("is the learning rate alone where nothing else is shown", () => {
    expect(read([RATE], 2.9)).toBe("epoch 3: learning rate 1e-5");
  });

  it("turns logarithms back", () => {
    expect(read([line([1], [-2])], 1, { isLog: true })).toBe("epoch 1: training 0.0100");
  });

  it("leaves out lines whose points are out of sight", () => {
    const range = [2.2, 2.8] as const;
    expect(read([STEPS, TRAINING], 2.4, { range })).toBe("epoch 2.5: steps 2.000");
    expect(read([TRAINING], 2.5, { range })).toBeNull();
    expect(read([line([], [])], 1)).toBeNull();
    expect(read([], 1)).toBeNull();
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
