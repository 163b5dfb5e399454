/** Draws the wall and its ruler. */

import { rgbOf, type Colours } from "../../shared/colours";
import { pixelsOf, rgbaOf } from "../../shared/pixels";
import { BESIDE_CLASS, boxOf, EDGE, hasRuler, roomOfClass, rulerOf, type Layout, type Tick } from "./layout";
import type { Form } from "./model";

export interface Wall {
  layout: Layout;
  names: readonly string[];
  /** How much larger than usual the ruler's numbers are. */
  scale: number;
  /** Their abbreviations below the pictures; none if the layout has no room. */
  captions: readonly string[];
  /** What the abbreviations mean. */
  legend: string;
  trueClasses: Uint16Array;
  predictedClasses: Uint16Array;
  order: Uint16Array;
  wrong: number;
  /** The number of pictures, also of those that are not shown. */
  total: number;
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

  /** @param ink The colour of drawings. */
  constructor(readonly pixels: DataView, private readonly form: Form, readonly ink: string) {
    const { width, height, count } = form;
    this.canvas.width = COLUMNS * width;
    this.canvas.height = Math.max(1, Math.ceil(count / COLUMNS)) * height;
    const context = this.canvas.getContext("2d");
    const rgb = rgbOf(ink);
    for (let number = 0; number < count && context !== null; number += 1) {
      const rgba = rgbaOf(pixelsOf({ ...form, pixels }, number), form, rgb);
      const { x, y } = this.place(number);
      context.putImageData(new ImageData(rgba, width, height), x, y);
    }
  }

  /** Copies a picture to a cell: drawings fill it, photographs leave a margin. */
  draw(context: CanvasRenderingContext2D, number: number, x: number, y: number, cell: number): void {
    const { width, height, is_drawing: isDrawing } = this.form;
    const from = this.place(number);
    const scale = (cell - (isDrawing ? 0 : 2 * FRAME)) / Math.max(width, height);
    const [wide, high] = [width * scale, height * scale];
    const [left, top] = [x + (cell - wide) / 2, y + (cell - high) / 2];
    context.drawImage(this.canvas, from.x, from.y, width, height, left, top, wide, high);
  }

  private place(number: number): { x: number; y: number } {
    const { width, height } = this.form;
    return { x: (number % COLUMNS) * width, y: Math.floor(number / COLUMNS) * height };
  }
}

/** The true class of a picture and the predicted one, in these words. */
export function classesAt({ order, trueClasses, predictedClasses }: Wall, place: number, words: readonly string[]): [string, string] {
  const number = order[place] ?? 0;
  return [words[trueClasses[number] ?? 0] ?? "", words[predictedClasses[number] ?? 0] ?? ""];
}

/**
 * Draws everything; the context is empty and in CSS pixels.
 *
 * @param cursor The place under the keys or the mouse; null for none.
 */
export function paint(
  context: CanvasRenderingContext2D,
  wall: Wall,
  sprites: Sprites,
  colours: Colours,
  cursor: number | null,
): void {
  const { layout, order } = wall;
  context.fillStyle = colours.wrong;
  grounds(context, layout, Math.min(wall.wrong, layout.count));
  for (let place = 0; place < layout.count; place += 1) {
    const { x, y } = boxOf(layout, place);
    sprites.draw(context, order[place] ?? 0, x, y, layout.cell);
  }
  if (layout.strip > 0) {
    classes(context, wall, colours);
  }
  if (hasRuler(layout)) {
    rule(context, wall, colours);
  }
  if (cursor !== null && cursor < layout.count) {
    const { x, y } = boxOf(layout, cursor);
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
function classes(context: CanvasRenderingContext2D, wall: Wall, colours: Colours): void {
  const { layout, captions, wrong } = wall;
  // digits are nearer to each other than to those of the next picture
  const isNarrow = captions.every((word) => word.length <= 1);
  const inset = isNarrow ? layout.cell * (layout.cell < WIDE ? 0.16 : 0.24) : BESIDE_CLASS;
  const size = isNarrow ? layout.strip - 1 : sizeOf(context, captions, layout);
  context.textBaseline = "middle";
  context.direction = "ltr";
  for (let place = 0; place < layout.count; place += 1) {
    if (place === 0 || place === wrong) {
      context.font = `${place < wrong ? "600 " : ""}${size}px ${FONT}`;
      context.fillStyle = place < wrong ? colours.onWrong : colours.muted;
    }
    const { x, y } = boxOf(layout, place);
    const middle = y + layout.cell + layout.strip / 2;
    const [trueCaption, predictedCaption] = classesAt(wall, place, captions);
    context.textAlign = "left";
    context.fillText(trueCaption, x + inset, middle);
    context.textAlign = "right";
    context.fillText(predictedCaption, x + layout.cell - inset, middle);
  }
}

/** The font size at which the widest text fits. */
function sizeOf(context: CanvasRenderingContext2D, words: readonly string[], layout: Layout): number {
  const most = layout.strip - 1;
  context.font = `600 ${most}px ${FONT}`;
  const widest = Math.max(...words.map((word) => context.measureText(word).width));
  return Math.max(LEAST_SIZE, Math.min(most, Math.floor((most * roomOfClass(layout)) / widest)));
}

function rule(context: CanvasRenderingContext2D, { layout, scale, wrong, total }: Wall, colours: Colours): void {
  const left = layout.width + 6;
  context.strokeStyle = colours.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left + 0.5, EDGE);
  context.lineTo(left + 0.5, EDGE + layout.height);
  context.stroke();
  context.textAlign = "left";
  context.textBaseline = "middle";
  const write = ({ words, at }: Tick): void => {
    const y = EDGE + at * layout.height;
    context.fillRect(left, Math.round(y) - 0.5, 7, 1);
    context.fillText(words, left + 11, y);
  };
  const { ticks, mark } = rulerOf(wrong, total, { ...layout, height: layout.height / scale });
  context.font = `${11 * scale}px ${FONT}`;
  context.fillStyle = colours.muted;
  ticks.forEach(write);
  context.font = `600 ${12 * scale}px ${FONT}`;
  context.fillStyle = colours.text;
  write(mark);
}
