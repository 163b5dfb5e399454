import { describe, expect, it } from "vitest";

import { rulerOf } from "./ruler";

describe("the ruler", () => {
  it("reads off the share that is right where red ends", () => {
    const { mark, ticks } = rulerOf(59, 1000, 1000, 600);
    expect(mark).toEqual({ percent: 94.1, words: "94.1 %", at: 0.059 });
    expect(ticks.map(({ words }) => words)).toEqual(["100 %", "80 %", "60 %", "40 %", "20 %", "0 %"]);
  });

  it("ends where the pictures end", () => {
    const { ticks, mark } = rulerOf(100, 1000, 200, 600);
    expect(ticks.map(({ percent }) => percent)).toEqual([100, 95, 85, 80]);
    expect(mark.at).toBe(0.5);
  });

  it("points on where there are more mistakes than pictures", () => {
    expect(rulerOf(400, 1000, 200, 600).mark).toEqual({ percent: 60, words: "60.0 % ↓", at: 1 });
  });

  it("says all and none without a decimal", () => {
    expect(rulerOf(0, 50, 50, 600).mark.words).toBe("100 %");
    expect(rulerOf(50, 50, 50, 600).mark.words).toBe("0 %");
  });

  it("is empty without pictures", () => {
    expect(rulerOf(0, 0, 0, 600).ticks).toEqual([]);
  });
});
