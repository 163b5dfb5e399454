/** Weights as colours: one for each side of 0, and the page's background at 0. */

export type Colour = readonly [number, number, number];

export interface Palette {
  below: Colour;
  zero: Colour;
  above: Colour;
}

const FULL = 127;
const GREY = 127.5;

/** The numbers of a colour as `getComputedStyle` writes it: `rgb(2, 119, 189)`. */
export function parsed(colour: string, otherwise: Colour): Colour {
  const found = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)/.exec(colour);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : otherwise;
}

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
