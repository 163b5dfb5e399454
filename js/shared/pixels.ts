/** Images as Python sends them, and their four bytes per pixel for a canvas. */

import type { Rgb } from "./colours";
import { bytesIn } from "./numbers";

/** The form of an image. */
export interface Picture {
  height: number;
  width: number;
  /** 1 for grey, 3 for red, green and blue. */
  channels: number;
  /** Strokes on an empty background: drawn in the page's text colour. */
  is_drawing: boolean;
}

/** Images of one form, one after the other. */
export interface Pictures extends Picture {
  pixels: DataView;
}

/**
 * The RGBA pixels of a picture, empty where its bytes have ended.
 *
 * @param ink The colour of strokes; a drawing's pixels are its opacity.
 */
export function rgbaOf(pixels: Uint8Array, form: Picture, ink: Rgb): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * form.height * form.width);
  const [red, green, blue] = ink;
  const step = form.channels;
  const last = step - 1;
  for (let to = 0, from = 0; from < pixels.length; to += 4, from += step) {
    const value = pixels[from] ?? 0;
    rgba[to] = form.is_drawing ? red : value;
    rgba[to + 1] = form.is_drawing ? green : (pixels[from + (last >> 1)] ?? 0);
    rgba[to + 2] = form.is_drawing ? blue : (pixels[from + last] ?? 0);
    rgba[to + 3] = form.is_drawing ? value : 255;
  }
  return rgba;
}

/** The bytes of one image of several; fewer if they end too early. */
export function pixelsOf({ height, width, channels, pixels }: Pictures, index: number): Uint8Array {
  const size = height * width * channels;
  return bytesIn(pixels).subarray(index * size, (index + 1) * size);
}

/** Gives a canvas these RGBA pixels. */
export function putPixels(
  canvas: HTMLCanvasElement,
  pixels: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): void {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
}
