import { describe, expect, it } from "vitest";

import { place, short, value } from "./format";

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
