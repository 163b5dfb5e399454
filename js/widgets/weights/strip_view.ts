/** One strip: its title and legend, a row for each layer, and the axis of time below. */

import { element, setAttribute, write } from "../../shared/element";
import { colourIn, rgbOf, type Rgb } from "../../shared/colours";
import { putPixels } from "../../shared/pixels";
import { label, percent, spaced, type Time } from "./axis";
import { columnsOf, rowPixels, SHADES, shadesOf, SIZES } from "./colours";
import type { Strip } from "./model";

const WIDTH = 640; // of a row's canvas; the page stretches it
const END = 0.012; // how far a row extends beyond its ends
const HIDDEN = { "aria-hidden": "true" };

interface RowView {
  name: HTMLElement;
  canvas: HTMLCanvasElement;
  said: HTMLElement;
}

export class StripView {
  readonly root: HTMLElement;
  private readonly title = element("b", "");
  private readonly note = element("span", "dm-strip-note");
  private readonly low = element("span", "");
  private readonly high = element("span", "");
  private readonly bar = element("canvas", "", "", HIDDEN);
  private readonly rows = element("div", "dm-strip-rows");
  private readonly across = element("div", "dm-fan-across");
  private views: RowView[] = [];

  constructor() {
    const legend = element("span", "dm-strip-legend", [this.low, this.bar, this.high]);
    const caption = element("figcaption", "dm-strip-title", [this.title, this.note, legend]);
    this.root = element("figure", "dm-strip", [caption, this.rows, this.across]);
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
    const all = Uint8Array.from({ length: SHADES + 1 }, (_, shade) => shade);
    putPixels(this.bar, rowPixels(all, Int32Array.from(all), shades), all.length, 1);
    strip.rows.forEach((row, number) => {
      const view = this.views[number];
      if (view) {
        write(view.name, row.name);
        write(view.said, row.said);
        view.said.classList.toggle("dm-ill", row.is_ill);
        const own = cells.subarray(number * places.length, (number + 1) * places.length);
        putPixels(view.canvas, rowPixels(own, columns, shades), WIDTH, 1);
      }
    });
    this.across.hidden = time === null;
    if (time !== null) {
      label(this.across, spaced(time.axis), (at) => ({ left: percent(at) }), time.unit);
    }
    setAttribute(this.root, "aria-label", `${strip.title}: ${strip.note}`);
  }

  private shareStops(): readonly Rgb[] {
    return ["--dm-no-unit", "--dm-validation"].map((name) => rgbOf(colourIn(this.root, `var(${name})`)));
  }

  private makeRows(count: number): void {
    if (count === this.views.length) {
      return;
    }
    this.views = Array.from({ length: count }, () => ({
      name: element("span", "dm-strip-name"),
      canvas: element("canvas", "", "", HIDDEN), // its row says the newest value
      said: element("span", "dm-strip-said"),
    }));
    this.rows.replaceChildren(
      ...this.views.map(({ name, canvas, said }) => element("div", "dm-strip-row", [name, canvas, said])),
    );
  }
}
