/** Draws the plot: its cells, lines, dots and axes. */

import { colourIn, rgbOf, type Rgb } from "../../shared/colours";
import { floatsIn } from "../../shared/numbers";
import { putPixels } from "../../shared/pixels";
import { xOf, yOf, type Layout } from "./layout";
import type { Chart } from "./model";

/** Reads the page's colours, each once. */
export class Palette {
  private readonly known = new Map<string, string>();

  constructor(private readonly el: Element) {}

  css(colour: string): string {
    let found = this.known.get(colour);
    if (found === undefined) {
      found = colourIn(this.el, colour);
      this.known.set(colour, found);
    }
    return found;
  }

  rgb(colour: string): Rgb {
    return rgbOf(this.css(colour));
  }
}

/** The cells as opaque pixels: the first row, the lowest, comes last. */
export function pixelsOf(cells: ArrayLike<number>, side: number, colours: readonly Rgb[]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let place = 0; place < side * side; place += 1) {
    const row = Math.floor(place / side);
    const to = (side - 1 - row) * side + (place - row * side);
    pixels.set(colours[cells[place] ?? 0] ?? [0, 0, 0], 4 * to);
  }
  return pixels;
}

/** Gives a small canvas a pixel for each cell. */
export function putCells(canvas: HTMLCanvasElement, cells: ArrayLike<number>, side: number, colours: readonly Rgb[]): void {
  putPixels(canvas, pixelsOf(cells, side, colours), side, side);
}

/** A chosen point, by its place among the points of each side. */
export interface Point {
  across: number;
  up: number;
}

/**
 * Draws everything; the context is empty and in CSS pixels.
 *
 * @param picture The cells; null for a curve.
 * @param point The chosen point; null for none.
 * @param side The number of points along each side.
 */
export function paint(
  context: CanvasRenderingContext2D,
  chart: Chart,
  layout: Layout,
  palette: Palette,
  picture: HTMLCanvasElement | null,
  point: Point | null,
  side: number,
): void {
  const { left, top, width, height } = layout;
  if (picture !== null) {
    context.drawImage(picture, left, top, width, height);
  }
  context.strokeStyle = palette.css("var(--dm-line)");
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  marks(context, chart, layout, palette);
  if (point !== null) {
    cursor(context, layout, palette.css("var(--dm-text)"), point, side, picture !== null);
  }
  context.restore();
  axes(context, chart, layout, palette);
}

function marks(context: CanvasRenderingContext2D, chart: Chart, layout: Layout, palette: Palette): void {
  const points = floatsIn(chart.points);
  let from = 0;
  for (const { is_line: isLine, color, size, count } of chart.marks) {
    context.fillStyle = context.strokeStyle = palette.css(color);
    context.lineWidth = 1.3 * size;
    context.lineJoin = "round";
    context.beginPath();
    for (let place = from; place < from + count; place += 1) {
      const x = xOf(layout, chart.across, points[2 * place] ?? 0);
      const y = yOf(layout, chart.up, points[2 * place + 1] ?? 0);
      if (isLine) {
        context.lineTo(x, y);
      } else {
        context.moveTo(x, y);
        context.arc(x, y, 0.65 * size, 0, 7);
      }
    }
    if (isLine) {
      context.stroke();
    } else {
      context.fill();
    }
    from += count;
  }
}

/** A cross through a point, or a line at a place of a curve. */
function cursor(
  context: CanvasRenderingContext2D, layout: Layout, colour: string, point: Point, side: number, isSquare: boolean,
): void {
  const part = (place: number): number => (isSquare ? (place + 0.5) / side : place / (side - 1));
  const x = layout.left + part(point.across) * layout.width;
  const y = layout.top + (1 - part(point.up)) * layout.height;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, layout.top);
  context.lineTo(x, layout.top + layout.height);
  if (isSquare) {
    context.moveTo(layout.left, y);
    context.lineTo(layout.left + layout.width, y);
  }
  context.stroke();
}

/** Ticks without lines, and the names of the axes. */
function axes(context: CanvasRenderingContext2D, { across, up }: Chart, layout: Layout, palette: Palette): void {
  const { left, top, width, height } = layout;
  const { fontFamily, fontSize } = getComputedStyle(context.canvas);
  const size = Number.parseFloat(fontSize) || 11;
  context.font = `${size}px ${fontFamily || "sans-serif"}`;
  context.fillStyle = palette.css("var(--dm-muted)");
  context.textBaseline = "middle";
  context.textAlign = "right";
  up.ticks.forEach((tick, place) => { context.fillText(up.labels[place] ?? "", left - 6, yOf(layout, up, tick)); });
  context.textBaseline = "top";
  context.textAlign = "center";
  across.ticks.forEach((tick, place) => {
    context.fillText(across.labels[place] ?? "", xOf(layout, across, tick), top + height + 6);
  });
  context.fillStyle = palette.css("var(--dm-text)");
  context.fillText(across.name, left + width / 2, layout.high - size - 4, width);
  context.save();
  context.translate(2, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(up.name, 0, 0, height);
  context.restore();
}
