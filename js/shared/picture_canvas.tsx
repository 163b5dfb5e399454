import type { CanvasHTMLAttributes, ComponentChild } from "preact";

import { rgbOf } from "./colours";
import { putPixels, rgbaOf, type Picture } from "./pixels";

interface Props extends CanvasHTMLAttributes {
  pixels: Uint8Array;
  form: Picture;
}

/** A canvas with one picture, one pixel for each of its own; a drawing has the colour of the text around it. */
export function PictureCanvas({ pixels, form, ...attributes }: Props): ComponentChild {
  const { width, height } = form;
  // another function each time, so that each rendering paints: the page's colours may have changed
  const paint = (canvas: HTMLCanvasElement | null): void => {
    if (canvas !== null) {
      putPixels(canvas, rgbaOf(pixels, form, rgbOf(getComputedStyle(canvas).color)), width, height);
    }
  };
  return <canvas ref={paint} width={width} height={height} {...attributes} />;
}
