import { expect, test, vi } from "vitest";

import { onTheme, rgbOf } from "./colours";

test("a colour is read as the page writes it", () => {
  expect(rgbOf("rgb(10, 20, 30)")).toEqual([10, 20, 30]);
  expect(rgbOf("color(srgb 1 0.2 0)")).toEqual([255, 51, 0]);
  expect(rgbOf("rgba(1, 2, 3, 0.5)")).toEqual([1, 2, 3]);
});

test("an element that comes into the page again is drawn in its colours", () => {
  let resized = (): void => undefined;
  vi.stubGlobal("ResizeObserver", class {
    constructor(callback: () => void) {
      resized = callback;
    }
    observe = (): void => undefined;
    disconnect = (): void => undefined;
  });
  const [el, act, view] = [document.createElement("div"), vi.fn(), new AbortController()];
  onTheme(el, act, view.signal);
  for (const drawn of [1, 2]) {
    document.body.append(el);
    resized();
    resized(); // only its size has changed
    expect(act).toHaveBeenCalledTimes(drawn);
    el.remove();
    resized();
  }
  view.abort();
  vi.unstubAllGlobals();
});
