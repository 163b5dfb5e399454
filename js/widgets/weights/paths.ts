/** The outlines of a fan's bands, in a frame that can be stretched to any size. */

import { LINES, MEDIAN, type Axis } from "./model";

/** The frame's sides; whole numbers in it are finer than a pixel. */
export const WIDTH = 1000;
export const HEIGHT = 1000;
/** How wide a fan of a single point is drawn. */
const ONE_POINT = 16;
const EDGES = Array.from({ length: LINES }, (_, line) => line).filter((line) => line !== MEDIAN);

export interface Paths {
  /** From the lowest band to the highest. */
  bands: string[];
  median: string;
}

/** A value's place on an axis, from 0 to 1. */
export function share(axis: Pick<Axis, "low" | "high">, value: number): number {
  return axis.high > axis.low ? (value - axis.low) / (axis.high - axis.low) : 0;
}

/**
 * @param places The points' places on the axis `x`.
 * @param lines `LINES` values for each point.
 */
export function pathsOf(
  places: Float32Array,
  lines: Float32Array,
  x: Pick<Axis, "low" | "high">,
  y: Pick<Axis, "low" | "high">,
): Paths {
  const across = [...places].map((place) => Math.round(WIDTH * share(x, place)));
  const [first = 0] = across;
  const isOne = across.length === 1;
  const ends = isOne ? [first, first + ONE_POINT] : across;
  const edge = (line: number): string[] =>
    ends.map((left, point) => {
      const value = lines[(isOne ? 0 : point) * LINES + line] ?? 0;
      return `${left.toString()} ${Math.round(HEIGHT * (1 - share(y, value))).toString()}`;
    });
  const edges = EDGES.map(edge);
  const bands = edges.slice(1).map((upper, band) => {
    const back = [...(edges[band] ?? [])].reverse();
    return ends.length === 0 ? "" : `M${upper.join("L")}L${back.join("L")}Z`;
  });
  return { bands, median: ends.length === 0 ? "" : `M${edge(MEDIAN).join("L")}` };
}
