import { describe, expect, it } from "vitest";

import { moved } from "./grid_keys";

describe("a key", () => {
  it("leads to the neighbours", () => {
    const way = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"];
    expect(way.map((key) => moved(key, 45, 40, 100))).toEqual([46, 44, 85, 5, 0, 99]);
  });

  it("stays on the wall", () => {
    expect(moved("ArrowLeft", 0, 40, 100)).toBe(0);
    expect(moved("ArrowRight", 99, 40, 100)).toBe(99);
    expect(moved("ArrowDown", 75, 40, 100)).toBe(75);
    expect(moved("ArrowUp", 5, 40, 100)).toBe(5);
  });

  it("that is another one is left alone", () => {
    expect(moved("a", 5, 40, 100)).toBeNull();
    expect(moved("Home", 0, 40, 0)).toBeNull();
  });
});
