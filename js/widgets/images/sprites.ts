/** All pictures in one canvas, made once: drawing one is then a copy. */

import type { Rgb } from "../../shared/colours";
import { rgbaOf } from "../../shared/pixels";
import type { Form } from "./model";

const COLUMNS = 40;

export class Sprites {
  private readonly canvas = document.createElement("canvas");

  constructor(
    pixels: Uint8Array,
    private readonly form: Form,
    ink: Rgb,
  ) {
    const { width, height, count, channels } = form;
    this.canvas.width = COLUMNS * width;
    this.canvas.height = Math.max(1, Math.ceil(count / COLUMNS)) * height;
    const context = this.canvas.getContext("2d");
    const size = width * height * channels;
    for (let number = 0; number < count && context !== null; number += 1) {
      const own = pixels.subarray(number * size, (number + 1) * size);
      const { x, y } = this.place(number);
      context.putImageData(new ImageData(rgbaOf(own, form, ink), width, height), x, y);
    }
  }

  /** Copies a picture to a place. */
  draw(context: CanvasRenderingContext2D, number: number, x: number, y: number, side: number): void {
    const { width, height } = this.form;
    const from = this.place(number);
    const scale = side / Math.max(width, height);
    const [wide, high] = [width * scale, height * scale];
    const [left, top] = [x + (side - wide) / 2, y + (side - high) / 2];
    context.drawImage(this.canvas, from.x, from.y, width, height, left, top, wide, high);
  }

  private place(number: number): { x: number; y: number } {
    return {
      x: (number % COLUMNS) * this.form.width,
      y: Math.floor(number / COLUMNS) * this.form.height,
    };
  }
}
