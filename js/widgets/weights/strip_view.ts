/** One strip: its title and legend, a row for each layer, and the axis of time below. */

import { element, setAttribute, write } from "../../shared/element";
import { parsed, type Colour } from "./colours";
import { label, percent, spaced, type Time } from "./axis";
import type { Strip } from "./model";
import { columnsOf, rowPixels, shadesOf, SHADES, SIZES } from "./shades";

const WIDTH = 640; // of a row's canvas; the page stretches it
const END = 0.012; // how far a row extends beyond its ends

interface RowView {
  name: HTMLElement;
  canvas: HTMLCanvasElement;
  said: HTMLElement;
}

export class StripView {
  readonly root = element("figure", "dm-strip");
  private readonly title = element("b", "");
  private readonly note = element("span", "dm-strip-note");
  private readonly low = element("span", "");
  private readonly high = element("span", "");
  private readonly bar = element("canvas", "");
  private readonly rows = element("div", "dm-strip-rows");
  private readonly across = element("div", "dm-fan-across");
  private readonly probe = element("span", "dm-strip-probe");
  private views: RowView[] = [];

  constructor() {
    const caption = element("figcaption", "dm-strip-title");
    const legend = element("span", "dm-strip-legend");
    this.bar.setAttribute("aria-hidden", "true");
    this.probe.setAttribute("aria-hidden", "true");
    legend.append(this.low, this.bar, this.high);
    caption.append(this.title, this.note, legend);
    this.root.append(caption, this.rows, this.across, this.probe);
  }

  /**
   * @param time The axis of time, which only the last strip shows.
   * @param places The points' places along that axis, from 0 to 1.
   * @param cells The cells of all rows, row by row.
   */
  draw(strip: Strip, time: Time | null, places: readonly number[], cells: Uint8Array): void {
    write(this.title, strip.title);
    write(this.note, strip.note);
    write(this.low, strip.low);
    write(this.high, strip.high);
    this.makeRows(strip.rows.length);
    const shades = shadesOf(strip.is_share ? this.shareStops() : SIZES);
    const columns = columnsOf(places, WIDTH, END);
    paint(this.bar, Uint8Array.from({ length: SHADES + 1 }, (_, shade) => shade), shades);
    strip.rows.forEach((row, number) => {
      const view = this.views[number];
      if (view) {
        write(view.name, row.name);
        write(view.said, row.said);
        view.said.classList.toggle("dm-ill", row.is_ill);
        const own = cells.subarray(number * places.length, (number + 1) * places.length);
        put(view.canvas, rowPixels(own, columns, shades), WIDTH);
      }
    });
    this.across.hidden = time === null;
    if (time !== null) {
      label(this.across, spaced(time.axis), (at) => ({ left: percent(at) }), time.unit);
    }
    setAttribute(this.root, "aria-label", `${strip.title}: ${strip.note}`);
  }

  private shareStops(): readonly Colour[] {
    const style = getComputedStyle(this.probe);
    return [parsed(style.backgroundColor, [242, 242, 242]), parsed(style.color, [199, 80, 0])];
  }

  private makeRows(count: number): void {
    if (count === this.views.length) {
      return;
    }
    this.views = Array.from({ length: count }, () => {
      const canvas = element("canvas", "");
      canvas.setAttribute("aria-hidden", "true"); // its row says the newest value
      return { name: element("span", "dm-strip-name"), canvas, said: element("span", "dm-strip-said") };
    });
    this.rows.replaceChildren(
      ...this.views.map(({ name, canvas, said }) => {
        const row = element("div", "dm-strip-row");
        row.append(name, canvas, said);
        return row;
      }),
    );
  }
}

function paint(canvas: HTMLCanvasElement, cells: Uint8Array, shades: Uint8ClampedArray): void {
  const columns = Int32Array.from(cells, (_, pixel) => pixel);
  put(canvas, rowPixels(cells, columns, shades), cells.length);
}

function put(canvas: HTMLCanvasElement, pixels: Uint8ClampedArray<ArrayBuffer>, width: number): void {
  if (canvas.width !== width || canvas.height !== 1) {
    canvas.width = width;
    canvas.height = 1;
  }
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, 1), 0, 0);
}
