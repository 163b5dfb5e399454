import { expect, test, vi } from "vitest";

import { onTheme, rgbOf } from "./colours";

test("a colour is read as the page writes it", () => {
  expect(rgbOf("rgb(10, 20, 30)")).toEqual([10, 20, 30]);
  expect(rgbOf("color(srgb 1 0.2 0)")).toEqual([255, 51, 0]);
  expect(rgbOf("rgba(1, 2, 3, 0.5)")).toEqual([1, 2, 3]);
});

test("an element that comes into the page again is drawn in its colours", () => {
  let resized: (entries: object[]) => void = () => undefined;
  vi.stubGlobal("ResizeObserver", class {
    constructor(callback: (entries: object[]) => void) {
      resized = callback;
    }
    observe = (): void => undefined;
    disconnect = (): void => undefined;
  });
  const [el, act, view] = [document.createElement("div"), vi.fn(), new AbortController()];
  onTheme(el, act, view.signal);
  for (const drawn of [1, 2]) {
    resized([{ contentRect: { width: 300 } }]);
    resized([{ contentRect: { width: 400 } }]);
    expect(act).toHaveBeenCalledTimes(drawn);
    resized([{ contentRect: { width: 0 } }]); // taken out, or in a hidden tab
  }
  view.abort();
  vi.unstubAllGlobals();
});
