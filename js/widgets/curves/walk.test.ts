import { describe, expect, it } from "vitest";

import { command } from "./walk";

const NONE = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

describe("a key", () => {
  it("moves, and pans with Shift", () => {
    expect(command({ ...NONE, key: "ArrowLeft" })).toBe("previous");
    expect(command({ ...NONE, key: "ArrowLeft", shiftKey: true })).toBe("pan left");
  });

  it("zooms with plus, however the keyboard makes one", () => {
    expect(command({ ...NONE, key: "+" })).toBe("in");
    expect(command({ ...NONE, key: "+", shiftKey: true })).toBe("in");
    expect(command({ ...NONE, key: "=" })).toBe("in");
  });

  it.each(["ctrlKey", "altKey", "metaKey"])("with %s is the browser's or the system's", (modifier) => {
    expect(command({ ...NONE, key: "+", [modifier]: true })).toBeNull();
    expect(command({ ...NONE, key: "ArrowLeft", [modifier]: true })).toBeNull();
  });

  it.each(["Tab", "Enter", "a", "ArrowDown", "toString"])("%s means nothing", (key) => {
    expect(command({ ...NONE, key })).toBeNull();
  });
});
