/** From bytes of images to the four bytes a pixel that a canvas takes. */

import type { Rgb } from "./colours";
import { rgbaOf } from "../widgets/images/sprites";
import type { Picture } from "../widgets/examples/model";

/** One image of several; null if the bytes end before it does. */
export function imageOf(picture: Picture, index: number, ink: Rgb): Uint8ClampedArray<ArrayBuffer> | null {
  const { height, width, channels, pixels } = picture;
  const size = height * width * channels;
  if (size === 0 || (index + 1) * size > pixels.byteLength) {
    return null;
  }
  return rgbaOf(new Uint8Array(pixels.buffer, pixels.byteOffset + index * size, size), picture, ink);
}
