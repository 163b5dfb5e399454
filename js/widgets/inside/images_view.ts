/** The first layer's weights as pictures, on one canvas. */

import { painted, parsed, type Palette } from "./colours";
import { element, write } from "../element";
import type { Images } from "./model";
import { cornerOf, tilesOf } from "./tiles";

const ASSUMED_WIDTH = 600; // until the page has given the element a width

export class ImagesView {
  readonly root = element("div", "dm-first-layer");
  private readonly note = element("p", "dm-note");
  private readonly canvas = element("canvas", "dm-first-layer-pictures");
  private readonly probe = element("span", "dm-first-layer-probe");
  private images: Images | null = null;
  private width = 0;

  constructor() {
    this.canvas.setAttribute("role", "img");
    this.probe.setAttribute("aria-hidden", "true");
    this.root.append(this.note, this.canvas, this.probe);
    this.root.hidden = true;
  }

  show(images: Images | null): void {
    this.images = images;
    this.root.hidden = images === null;
    if (images !== null) {
      write(this.note, images.note);
      this.canvas.setAttribute("aria-label", images.note);
      this.draw();
    }
  }

  resize(width: number): void {
    const whole = Math.floor(width);
    if (whole > 0 && whole !== this.width) {
      this.width = whole;
      this.draw();
    }
  }

  /** Draws anew, for another width, another theme or other weights. */
  draw(): void {
    const { images, canvas } = this;
    const context = canvas.getContext("2d");
    if (images === null || context === null) {
      return;
    }
    const { count, width, height, channels, pixels } = images;
    const tiles = tilesOf(count, width, height, this.width || ASSUMED_WIDTH);
    const finer = Math.max(1, Math.round(window.devicePixelRatio || 1));
    setSize(canvas, tiles.width, tiles.height, finer);
    context.imageSmoothingEnabled = false;
    const weights = new Int8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const all = new ImageData(painted(weights, channels, this.palette()), width, height * count);
    const strip = document.createElement("canvas");
    strip.width = width;
    strip.height = height * count;
    strip.getContext("2d")?.putImageData(all, 0, 0);
    const [wide, high] = [width * tiles.zoom * finer, height * tiles.zoom * finer];
    for (let index = 0; index < count; index += 1) {
      const [left, top] = cornerOf(tiles, index, width, height);
      const from = [0, index * height, width, height] as const;
      context.drawImage(strip, ...from, left * finer, top * finer, wide, high);
    }
  }

  private palette(): Palette {
    const style = getComputedStyle(this.probe);
    return {
      below: parsed(style.borderLeftColor, [2, 119, 189]),
      zero: parsed(style.backgroundColor, [255, 255, 255]),
      above: parsed(style.borderRightColor, [199, 80, 0]),
    };
  }
}

/** Sets a canvas's size, which also clears it. */
function setSize(canvas: HTMLCanvasElement, width: number, height: number, finer: number): void {
  canvas.width = width * finer;
  canvas.height = height * finer;
  canvas.style.width = `${width.toString()}px`;
  canvas.style.height = `${height.toString()}px`;
}
