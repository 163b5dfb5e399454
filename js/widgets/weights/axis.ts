/** The labels along an axis. */

import { element, write } from "../../shared/element";
import type { Axis, Fans } from "./model";
import { share } from "./paths";

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
  const words = axis.labels.map((text, index) =>
    unit && index === 0 ? `${unit} ${text}` : text,
  );
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
