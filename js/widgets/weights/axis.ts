/** The axes of fans and strips, and the outlines of a fan's bands in a frame of any size. */

import { element, write } from "../../shared/element";
import { LINES, MEDIAN, type Axis, type Fans } from "./model";

/** The axis that all fans and strips share, and the place of the model's weights on it. */
export type Time = Pick<Fans, "axis" | "unit" | "best">;

/** The share of a fan 170 pixels wide that the label of the first tick takes. */
const NEAREST = 0.34;

/** Leaves out ticks that the first label would touch in a narrow fan. */
export function spaced(axis: Axis): Axis {
  const far = (place: number): boolean =>
    place === 0 || share(axis, axis.ticks[place] ?? 0) >= NEAREST;
  return {
    ...axis,
    ticks: axis.ticks.filter((_, place) => far(place)),
    labels: axis.labels.filter((_, place) => far(place)),
  };
}

export function percent(at: number): string {
  return `${(100 * at).toFixed(2)}%`;
}

/** Places an axis's labels, reusing existing elements. */
export function label(
  root: HTMLElement,
  axis: Axis,
  place: (at: number) => Partial<CSSStyleDeclaration>,
  unit = "",
): void {
  const words = axis.labels.map((text, index) => unit && index === 0 ? `${unit} ${text}` : text);
  while (root.children.length > words.length) {
    root.lastElementChild?.remove();
  }
  words.forEach((text, index) => {
    const there = root.children[index];
    const shown = there instanceof HTMLElement ? there : element("span", "");
    if (shown.parentElement !== root) {
      root.append(shown);
    }
    write(shown, text);
    Object.assign(shown.style, place(share(axis, axis.ticks[index] ?? 0)));
  });
}

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
