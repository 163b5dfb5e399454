/** From bytes of images to the four bytes a pixel that a canvas takes. */

import type { Picture } from "./model";

/** One image of several; null if the bytes end before it does. */
export function imageOf({ height, width, channels, pixels }: Picture, index: number): Uint8ClampedArray<ArrayBuffer> | null {
  const size = height * width * channels;
  if (size === 0 || (index + 1) * size > pixels.byteLength) {
    return null;
  }
  const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset + index * size, size);
  const image = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image[4 * pixel + channel] = bytes[channels * pixel + (channels === 1 ? 0 : channel)] ?? 0;
    }
  }
  return image;
}
