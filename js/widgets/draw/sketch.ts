/** What is on the pad: strokes of the pen, over an image or a row of the data. */

import { rgbOf } from "../../shared/colours";
import { putPixels, rgbaOf } from "../../shared/pixels";

/** The side of the pad, in the units of its strokes. */
export const SIDE = 280;
/** The side of the picture that is sent: still larger than any that a network gets here. */
const SENT_SIDE = 140;
/** A base with fewer pixels is drawn as squares. */
const SMOOTH_FROM = 65;

export interface Stroke {
  width: number;
  /** Null for the colour of the ink. */
  colour: string | null;
  points: [number, number][];
}

/** Pixels below the strokes. */
export interface Base {
  pixels: Uint8Array;
  height: number;
  width: number;
  /** 1 for ink, 3 for colours. */
  channels: number;
}

export interface Colours {
  ink: string;
  /** Null for a pad that is seen through. */
  ground: string | null;
}

export class Sketch {
  /** Null where everything before was cleared. */
  private steps: (Stroke | null)[] = [];
  private base: Base | null = null;

  /** Puts an image, or null for none, in the place of all that is there. */
  put(base: Base | null): void {
    this.base = base;
    this.steps = [];
  }

  begin(width: number, colour: string | null, x: number, y: number): void {
    this.steps.push({ width, colour, points: [[x, y]] });
  }

  extend(x: number, y: number): void {
    this.steps.at(-1)?.points.push([x, y]);
  }

  clear(): void {
    if (!this.isEmpty) {
      this.steps.push(null);
    }
  }

  /** Takes the last stroke back, or the clearing. */
  undo(): void {
    this.steps.pop();
  }

  get canUndo(): boolean {
    return this.steps.length > 0;
  }

  get isEmpty(): boolean {
    return this.shownBase === null && this.strokes.length === 0;
  }

  /** Whether nothing is drawn on the base. */
  get isBase(): boolean {
    return this.shownBase !== null && this.strokes.length === 0;
  }

  private get strokes(): Stroke[] {
    return this.steps.slice(this.steps.lastIndexOf(null) + 1).filter((step) => step !== null);
  }

  private get shownBase(): Base | null {
    return this.steps.includes(null) ? null : this.base;
  }

  /** @param scale Pixels of the canvas in one unit. */
  paint(context: CanvasRenderingContext2D, scale: number, { ink, ground }: Colours): void {
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    if (ground !== null) {
      context.fillStyle = ground;
      context.fillRect(0, 0, SIDE, SIDE);
    }
    if (this.shownBase !== null) {
      paintBase(context, this.shownBase, ink);
    }
    context.lineCap = context.lineJoin = "round";
    for (const { width, colour, points } of this.strokes) {
      context.strokeStyle = colour ?? ink;
      context.lineWidth = width;
      context.beginPath();
      points.forEach(([x, y], index) => {
        context.lineTo(x, y);
        if (index === 0) {
          context.lineTo(x + 0.01, y); // a dot
        }
      });
      context.stroke();
    }
  }

  /** The bytes of a small picture of the pad, in base64: of its ink, or of its colours on a ground. */
  sent(colours: Colours): string {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SENT_SIDE;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null || this.isEmpty) {
      return "";
    }
    this.paint(context, SENT_SIDE / SIDE, colours);
    const { data } = context.getImageData(0, 0, SENT_SIDE, SENT_SIDE);
    return base64(data.filter((_, place) => (place % 4 === 3) === (colours.ground === null)));
  }
}

/** Bytes as text. */
export function base64(bytes: Uint8ClampedArray): string {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

/** In the middle, as large as it fits. */
function paintBase(context: CanvasRenderingContext2D, base: Base, ink: string): void {
  const { height, width, channels, pixels } = base;
  const canvas = document.createElement("canvas");
  putPixels(canvas, rgbaOf(pixels, { height, width, channels, is_drawing: channels === 1 }, rgbOf(ink)), width, height);
  const scale = SIDE / Math.max(width, height);
  const [wide, high] = [width * scale, height * scale];
  context.imageSmoothingEnabled = Math.max(width, height) >= SMOOTH_FROM;
  context.drawImage(canvas, (SIDE - wide) / 2, (SIDE - high) / 2, wide, high);
}
