/** The colours of tiles, one for each side of 0 and the page's at 0, and of the cells of strips. */

import type { Rgb } from "../../shared/colours";

/** Reads a colour of the page's theme: `training` is `--dm-training`. */
export type Colour = (name: string) => Rgb;

/** The highest value of a cell, and the value of an unknown cell. */
export const SHADES = 254;
export const UNKNOWN = 255;
/** The largest weight of a tile; 0 is in the middle of the shades. */
const FULL = SHADES / 2;
const GREY = 127.5;

/** From the lowest value to the highest; also distinct for people with colour blindness. */
export const SIZES: readonly Rgb[] = [
  [18, 53, 112], [87, 93, 109], [138, 134, 120], [196, 181, 108], [253, 231, 55],
];

/** The RGBA colours of the 256 cell values, each in one number; unknown is transparent. */
export function shadesOf(stops: readonly Rgb[]): Uint32Array {
  const table = new Uint8ClampedArray(4 * 256);
  const last = stops.length - 1;
  for (let cell = 0; cell <= SHADES; cell += 1) {
    const at = (cell / SHADES) * last;
    const below = Math.min(Math.floor(at), last - 1);
    const [from, to] = [stops[below], stops[below + 1]];
    for (let part = 0; part < 3; part += 1) {
      const [low, high] = [from?.[part] ?? 0, to?.[part] ?? 0];
      table[4 * cell + part] = low + (at - below) * (high - low);
    }
    table[4 * cell + 3] = 255;
  }
  return new Uint32Array(table.buffer);
}

/**
 * A tile as opaque RGBA pixels of a canvas.
 *
 * @param weights From -127 to 127; one number for each pixel, or three.
 * @param scale What they are multiplied by.
 */
export function painted(
  weights: Int8Array,
  channels: number,
  scale: number,
  shades: Uint32Array,
): Uint8ClampedArray<ArrayBuffer> {
  if (channels === 1) {
    const pixels = new Uint32Array(weights.length);
    weights.forEach((weight, pixel) => {
      pixels[pixel] = shades[Math.max(0, FULL + Math.round(weight * scale))] ?? 0;
    });
    return new Uint8ClampedArray(pixels.buffer);
  }
  const pixels = new Uint8ClampedArray((weights.length / 3) * 4).fill(255);
  weights.forEach((weight, place) => {
    pixels[Math.floor(place / 3) * 4 + (place % 3)] = GREY * (1 + (weight * scale) / FULL);
  });
  return pixels;
}

/**
 * The nearest point of the history for each pixel of a row; -1 if nothing was measured there.
 *
 * @param places The points' places along the axis, increasing from 0 to 1.
 * @param end How far the row extends beyond its ends, so that a single point is visible.
 */
export function columnsOf(places: readonly number[], width: number, end: number): Int32Array {
  const last = places.length - 1;
  const [from, to] = [(places[0] ?? 2) - end, (places[last] ?? -1) + end];
  let point = 0;
  return new Int32Array(width).map((_, pixel) => {
    const at = (pixel + 0.5) / width;
    while (point < last && at >= ((places[point] ?? 0) + (places[point + 1] ?? 0)) / 2) {
      point += 1;
    }
    return at >= from && at <= to ? point : -1;
  });
}

/** One row of a strip as pixels of a canvas, one pixel high. */
export function rowPixels(
  cells: Uint8Array,
  columns: Int32Array,
  shades: Uint32Array,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint32Array(columns.length);
  columns.forEach((point, pixel) => { pixels[pixel] = shades[cells[point] ?? UNKNOWN] ?? 0; });
  return new Uint8ClampedArray(pixels.buffer);
}
