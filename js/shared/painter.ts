import { putPixels } from "./pixels";

/** A `ref` that paints these RGBA pixels on its canvas. */
export function painter(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): (canvas: HTMLCanvasElement | null) => void {
  return (canvas) => {
    if (canvas) {
      putPixels(canvas, pixels, width, height);
    }
  };
}
