/** Where the plot lies on its canvas. */

import { scaled } from "../../shared/text_scale";
import type { Axis } from "./model";

/** A plot with its margins, in CSS pixels. */
export interface Layout {
  left: number;
  top: number;
  width: number;
  height: number;
  /** The size of the canvas. */
  wide: number;
  high: number;
}

const MARGIN = { left: 50, right: 12, top: 8, bottom: 42 };
const LEAST = 160;

/**
 * @param room The width that it may have.
 * @param most The longest side of a square.
 * @param tall The height that it may have.
 * @param scale How much larger than usual the text is.
 */
export function layoutOf(room: number, most: number, tall: number, isSquare: boolean, scale: number): Layout {
  const { left, right, top, bottom } = scaled(MARGIN, scale);
  const [longest, slope] = isSquare ? [most, 1] : [1.25 * most, 0.7];
  const width = Math.max(LEAST, Math.min(room - left - right, longest, (tall - top - bottom) / slope));
  const height = Math.round(slope * width);
  return { left, top, width, height, wide: left + width + right, high: top + height + bottom };
}

/** The pixel of a place on an axis. */
export function xOf(layout: Layout, axis: Axis, value: number): number {
  return layout.left + ((value - axis.low) / (axis.high - axis.low)) * layout.width;
}

export function yOf(layout: Layout, axis: Axis, value: number): number {
  return layout.top + (1 - (value - axis.low) / (axis.high - axis.low)) * layout.height;
}

/** How far right and up of the plot's corner a pixel is, each from 0 to 1; null outside. */
export function partsAt(layout: Layout, x: number, y: number): { x: number; y: number } | null {
  const across = (x - layout.left) / layout.width;
  const up = 1 - (y - layout.top) / layout.height;
  return across >= 0 && across < 1 && up >= 0 && up < 1 ? { x: across, y: up } : null;
}
