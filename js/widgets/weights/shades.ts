/** The colours of a strip's cells. */

import type { Colour } from "./colours";

/** The highest value of a cell, and the value of an unknown cell. */
export const SHADES = 254;
export const UNKNOWN = 255;

/** From the lowest value to the highest; also distinct for people with colour blindness. */
export const SIZES: readonly Colour[] = [
  [18, 53, 112],
  [87, 93, 109],
  [138, 134, 120],
  [196, 181, 108],
  [253, 231, 55],
];

/** The RGBA colours of the 256 cell values; unknown is transparent. */
export function shadesOf(stops: readonly Colour[]): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(4 * 256);
  const last = stops.length - 1;
  for (let cell = 0; cell <= SHADES; cell += 1) {
    const at = (cell / SHADES) * last;
    const below = Math.min(Math.floor(at), Math.max(0, last - 1));
    const [from, to] = [stops[below], stops[Math.min(below + 1, last)]];
    for (let part = 0; part < 3; part += 1) {
      const [low, high] = [from?.[part] ?? 0, to?.[part] ?? 0];
      table[4 * cell + part] = low + (at - below) * (high - low);
    }
    table[4 * cell + 3] = 255;
  }
  return table;
}

/**
 * The nearest point of the history for each pixel of a row; -1 if nothing was measured there.
 *
 * @param places The points' places along the axis, increasing from 0 to 1.
 * @param end How far the row extends beyond its ends, so that a single point is visible.
 */
export function columnsOf(places: readonly number[], width: number, end: number): Int32Array {
  const found = new Int32Array(width).fill(-1);
  const last = places.length - 1;
  const [from, to] = [(places[0] ?? 2) - end, (places[last] ?? -1) + end];
  let point = 0;
  for (let pixel = 0; pixel < width; pixel += 1) {
    const at = (pixel + 0.5) / width;
    while (point < last && at >= ((places[point] ?? 0) + (places[point + 1] ?? 0)) / 2) {
      point += 1;
    }
    found[pixel] = at >= from && at <= to ? point : -1;
  }
  return found;
}

/** One row of a strip as pixels of a canvas, one pixel high. */
export function rowPixels(
  cells: Uint8Array,
  columns: Int32Array,
  shades: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * columns.length);
  columns.forEach((point, pixel) => {
    const cell = point < 0 ? UNKNOWN : (cells[point] ?? UNKNOWN);
    pixels.set(shades.subarray(4 * cell, 4 * cell + 4), 4 * pixel);
  });
  return pixels;
}
