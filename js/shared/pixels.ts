/** Images as Python sends them, and their four bytes per pixel for a canvas. */

import type { Rgb } from "./colours";
import { element } from "./element";

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
 * The RGBA pixels of a picture.
 *
 * @param ink The colour of strokes; a drawing's pixels are its opacity.
 */
export function rgbaOf(pixels: Uint8Array, form: Picture, ink: Rgb): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * form.height * form.width);
  const [red, green, blue] = ink;
  const step = form.channels;
  const last = step - 1;
  for (let to = 0, from = 0; to < rgba.length; to += 4, from += step) {
    const value = pixels[from] ?? 0;
    rgba[to] = form.is_drawing ? red : value;
    rgba[to + 1] = form.is_drawing ? green : (pixels[from + (last >> 1)] ?? 0);
    rgba[to + 2] = form.is_drawing ? blue : (pixels[from + last] ?? 0);
    rgba[to + 3] = form.is_drawing ? value : 255;
  }
  return rgba;
}

/** One image of several; null if the bytes end too early. */
export function imageOf(picture: Pictures, index: number, ink: Rgb): Uint8ClampedArray<ArrayBuffer> | null {
  const { height, width, channels, pixels } = picture;
  const size = height * width * channels;
  if (size === 0 || (index + 1) * size > pixels.byteLength) {
    return null;
  }
  return rgbaOf(new Uint8Array(pixels.buffer, pixels.byteOffset + index * size, size), picture, ink);
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

/** A canvas with one image of several; empty if the bytes end too early. */
export function canvasOf(
  picture: Pictures,
  index: number,
  ink: Rgb,
  attributes: Readonly<Record<string, string>>,
): HTMLCanvasElement {
  const canvas = element("canvas", "", "", attributes);
  const { width, height } = picture;
  [canvas.width, canvas.height] = [width, height];
  const image = imageOf(picture, index, ink);
  if (image !== null) {
    putPixels(canvas, image, width, height);
  }
  return canvas;
}
