/** Draws the wall and its ruler. */

import type { Colours, Rgb } from "../../shared/colours";
import { rgbaOf } from "../../shared/pixels";
import { BESIDE_CLASS, boxOf, EDGE, hasRuler, roomOfClass, type Layout, type Ruler, type Tick } from "./layout";
import type { Form } from "./model";

export interface Wall {
  names: readonly string[];
  /** Their abbreviations below the pictures, if the layout has room. */
  captions: readonly string[];
  truth: Uint16Array;
  said: Uint16Array;
  order: Uint16Array;
  wrong: number;
  /** Drawings fill their cell; photographs leave a margin. */
  isDrawing: boolean;
  /** The place under the keys or the mouse; null for none. */
  cursor: number | null;
}

const FONT = "system-ui, 'Helvetica Neue', Arial, sans-serif";
const FRAME = 2;
const LEAST_SIZE = 7;
/** In pictures narrower than this, the two classes almost touch. */
const WIDE = 28;
/** Of the canvas that holds all pictures. */
const COLUMNS = 40;

/** All pictures in one canvas, made once: drawing one is then a copy. */
export class Sprites {
  private readonly canvas = document.createElement("canvas");

  constructor(pixels: Uint8Array, private readonly form: Form, ink: Rgb) {
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

/** Clears the canvas and fits it to the screen; size and context are in CSS pixels. */
export function empty(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
): void {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  // a new size clears it as well
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width.toString()}px`;
    canvas.style.height = `${height.toString()}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
}

/** Draws everything; the context is empty and in CSS pixels. */
export function paint(
  context: CanvasRenderingContext2D,
  wall: Wall,
  layout: Layout,
  sprites: Sprites,
  ruler: Ruler,
  colours: Colours,
): void {
  context.fillStyle = colours.wrong;
  const wrong = Math.min(wall.wrong, layout.count);
  grounds(context, layout, wrong);
  const frame = wall.isDrawing ? 0 : FRAME;
  for (let place = 0; place < layout.count; place += 1) {
    const { x, y } = boxOf(layout, place);
    sprites.draw(context, wall.order[place] ?? 0, x + frame, y + frame, layout.cell - 2 * frame);
  }
  if (layout.strip > 0) {
    classes(context, wall, layout, wrong, colours);
  }
  if (hasRuler(layout)) {
    rule(context, layout, ruler, colours);
  }
  if (wall.cursor !== null && wall.cursor < layout.count) {
    const { x, y } = boxOf(layout, wall.cursor);
    context.strokeStyle = colours.accent;
    context.lineWidth = 2;
    context.strokeRect(x, y, layout.cell, layout.high);
  }
}

/** Red behind the mistakes: whole rows and a part of one. */
function grounds(context: CanvasRenderingContext2D, layout: Layout, wrong: number): void {
  const rows = Math.floor(wrong / layout.columns);
  context.fillRect(0, EDGE, layout.width, rows * layout.high);
  const rest = wrong - rows * layout.columns;
  context.fillRect(0, EDGE + rows * layout.high, rest * layout.cell, layout.high);
}

/** The true class at the left below each picture, the predicted one at the right. */
function classes(
  context: CanvasRenderingContext2D,
  wall: Wall,
  layout: Layout,
  wrong: number,
  colours: Colours,
): void {
  const words = wall.captions;
  // digits are nearer to each other than to those of the next picture
  const isNarrow = words.every((word) => word.length <= 1);
  const inset = isNarrow ? layout.cell * (layout.cell < WIDE ? 0.16 : 0.24) : BESIDE_CLASS;
  const size = isNarrow ? layout.strip - 1 : sizeOf(context, words, layout);
  context.textBaseline = "middle";
  context.direction = "ltr";
  for (let place = 0; place < layout.count; place += 1) {
    const isWrong = place < wrong;
    const number = wall.order[place] ?? 0;
    const { x, y } = boxOf(layout, place);
    const middle = y + layout.cell + layout.strip / 2;
    if (place === 0 || place === wrong) {
      context.font = `${isWrong ? "600 " : ""}${size.toString()}px ${FONT}`;
      context.fillStyle = isWrong ? colours.onWrong : colours.muted;
    }
    context.textAlign = "left";
    context.fillText(words[wall.truth[number] ?? 0] ?? "", x + inset, middle);
    context.textAlign = "right";
    context.fillText(words[wall.said[number] ?? 0] ?? "", x + layout.cell - inset, middle);
  }
}

/** The font size at which the widest text fits. */
function sizeOf(
  context: CanvasRenderingContext2D,
  words: readonly string[],
  layout: Layout,
): number {
  const most = layout.strip - 1;
  context.font = `600 ${most.toString()}px ${FONT}`;
  const widest = Math.max(...words.map((word) => context.measureText(word).width));
  return Math.max(LEAST_SIZE, Math.min(most, Math.floor((most * roomOfClass(layout)) / widest)));
}

function rule(
  context: CanvasRenderingContext2D,
  layout: Layout,
  ruler: Ruler,
  colours: Colours,
): void {
  const left = layout.width + 6;
  context.strokeStyle = colours.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left + 0.5, EDGE);
  context.lineTo(left + 0.5, EDGE + layout.height);
  context.stroke();
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.font = `11px ${FONT}`;
  for (const tick of ruler.ticks) {
    mark(context, tick, layout, left, colours.muted);
  }
  context.font = `600 12px ${FONT}`;
  mark(context, ruler.mark, layout, left, colours.text);
}

function mark(
  context: CanvasRenderingContext2D,
  tick: Tick,
  layout: Layout,
  left: number,
  colour: string,
): void {
  const y = EDGE + tick.at * layout.height;
  context.fillStyle = colour;
  context.fillRect(left, Math.round(y) - 0.5, 7, 1);
  context.fillText(tick.words, left + 11, y);
}
