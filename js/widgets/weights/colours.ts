/** The colours of tiles, one for each side of 0 and the page's at 0, and of the cells of strips. */

import type { Rgb } from "../../shared/colours";

export interface Palette {
  below: Rgb;
  zero: Rgb;
  above: Rgb;
}

const FULL = 127;
const GREY = 127.5;

/**
 * Pictures as opaque RGB pixels of a canvas.
 *
 * @param weights From -127 to 127; one number for each pixel, or three.
 */
export function painted(
  weights: Int8Array,
  channels: number,
  palette: Palette,
): Uint8ClampedArray<ArrayBuffer> {
  const count = Math.floor(weights.length / channels);
  const pixels = new Uint8ClampedArray(4 * count);
  const table = channels === 1 ? tableOf(palette) : null;
  for (let pixel = 0; pixel < count; pixel += 1) {
    for (let part = 0; part < 3; part += 1) {
      const weight = weights[table ? pixel : pixel * channels + part] ?? 0;
      pixels[4 * pixel + part] = table
        ? (table[3 * (weight + FULL + 1) + part] ?? 0)
        : GREY * (1 + weight / FULL);
    }
    pixels[4 * pixel + 3] = 255;
  }
  return pixels;
}

function tableOf({ below, zero, above }: Palette): Float64Array {
  const table = new Float64Array(3 * 256);
  for (let weight = -FULL - 1; weight <= FULL; weight += 1) {
    const end = weight < 0 ? below : above;
    const far = Math.min(1, Math.abs(weight) / FULL);
    for (let part = 0; part < 3; part += 1) {
      const from = zero[part] ?? 0;
      table[3 * (weight + FULL + 1) + part] = from + far * ((end[part] ?? 0) - from);
    }
  }
  return table;
}

/**
 * Tiles on one scale for all units of a layer.
 *
 * @param pixels Unit by unit; 127 is the largest weight of the same unit.
 * @param scales The largest weight of each unit.
 * @returns The pixels on one scale; 127 is the largest weight of all units.
 */
export function onScale(pixels: Int8Array, scales: Float32Array): Int8Array {
  const largest = Math.max(...scales, Number.MIN_VALUE);
  const size = scales.length === 0 ? 0 : pixels.length / scales.length;
  return pixels.map((pixel, place) =>
    Math.round((pixel * (scales[Math.floor(place / size)] ?? 0)) / largest),
  );
}

/** The highest value of a cell, and the value of an unknown cell. */
export const SHADES = 254;
export const UNKNOWN = 255;

/** From the lowest value to the highest; also distinct for people with colour blindness. */
export const SIZES: readonly Rgb[] = [
  [18, 53, 112], [87, 93, 109], [138, 134, 120], [196, 181, 108], [253, 231, 55],
];

/** The RGBA colours of the 256 cell values; unknown is transparent. */
export function shadesOf(stops: readonly Rgb[]): Uint8ClampedArray<ArrayBuffer> {
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
