import { expect, test } from "vitest";

import { share } from "./axis";
import { pathsOf } from "./fan_view";
import { LINES } from "./model";

const AXIS = { low: 0, high: 8 };
const point = Array.from({ length: LINES }, (_, line) => line);
const heights = (path: string | undefined): number[] =>
  (path ?? "").split(/[ML]/).filter(Boolean).map((place) => parseInt(place.split(" ")[1] ?? ""));

test("seven bands lie between eight edges, the median amid the middle one", () => {
  const lines = new Float32Array([...point, ...point]);
  const paths = pathsOf(new Float32Array([0, 4]), lines, AXIS, AXIS);
  expect(paths.bands).toHaveLength(7);
  expect(paths.bands[0]).toBe("M0 875L500 875L500 1000L0 1000Z");
  expect(heights(paths.bands[6])).toEqual([0, 0, 125, 125]);
  // the edges on both sides of the median are 3 and 5
  expect(heights(paths.bands[3])).toEqual([375, 375, 625, 625]);
  expect(paths.median).toBe("M0 500L500 500");
});

test("a single point is drawn as wide as can be seen", () => {
  const paths = pathsOf(new Float32Array([0]), new Float32Array(point), AXIS, AXIS);
  expect(paths.median).toBe("M0 500L16 500");
  expect(paths.bands[0]).toBe("M0 875L16 875L16 1000L0 1000Z");
});

test("without points nothing is drawn", () => {
  const paths = pathsOf(new Float32Array(), new Float32Array(), AXIS, AXIS);
  expect(paths).toEqual({ bands: Array.from({ length: 7 }, () => ""), median: "" });
});

test("an axis without length puts everything at its beginning", () => {
  expect(share({ low: 1, high: 1 }, 1)).toBe(0);
});
