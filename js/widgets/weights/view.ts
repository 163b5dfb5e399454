/** Strips on top; below them each layer with its fans, activations and units. */

import { colourIn, rgbOf, type Rgb } from "../../shared/colours";
import { element, write } from "../../shared/element";
import { bytesIn, floatsIn } from "../../shared/numbers";
import { share } from "./axis";
import type { Palette } from "./colours";
import { FanView } from "./fan_view";
import { LINES, type Ask, type Detail, type Fans, type Measured, type Tiles } from "./model";
import { StripView } from "./strip_view";
import { TilesView } from "./tiles_view";

interface LayerView {
  root: HTMLElement;
  name: HTMLElement;
  row: HTMLElement;
  fans: FanView[];
  band: FanView | null;
  tiles: TilesView | null;
}

const FINEST = 255;

export class InsideView {
  private readonly strips = element("div", "dm-strips");
  private readonly note = element("p", "dm-note dm-fans-note");
  private readonly own = element("input", "", "", { type: "checkbox" });
  private readonly choice = element("label", "dm-units-choice", [this.own, "Separate scale for each unit"]);
  private readonly sections = element("div", "");
  private stripViews: StripView[] = [];
  private layers: LayerView[] = [];
  private sent: { tiles: Partial<Tiles>; measured: Partial<Measured> } = { tiles: {}, measured: {} };
  private detail: Detail | null = null;

  constructor(root: HTMLElement, private readonly ask: (message: Ask) => void) {
    this.own.addEventListener("change", () => { this.drawTiles(); });
    this.choice.hidden = true;
    const parts = [this.strips, this.note, this.choice, this.sections];
    const scroller = element("div", "dm-inside-scroll", parts, {
      tabindex: "0", // the arrow keys scroll it
      role: "region",
      "aria-label": "The layers over time",
      "data-lm-suppress-shortcuts": "true",
    });
    root.replaceChildren(scroller);
  }

  showFans(sent: Partial<Fans>): void {
    if (!sent.layers || !sent.axis || !sent.places || !sent.lines) {
      return;
    }
    const { layers, axis, note = "", unit = "", best = null } = sent;
    write(this.note, note);
    this.note.hidden = note === "";
    const places = floatsIn(sent.places);
    const lines = floatsIn(sent.lines);
    const size = places.length * LINES;
    if (this.makeLayers(layers.map(({ fans }) => fans.length))) {
      this.drawMeasured();
      this.drawTiles();
    }
    let fan = 0;
    layers.forEach(({ name, fans }, layer) => {
      const view = this.layers[layer];
      if (view) {
        write(view.name, name);
      }
      fans.forEach((facts, place) => {
        const own = lines.subarray(fan * size, (fan + 1) * size);
        view?.fans[place]?.draw(facts, { axis, unit, best }, places, own);
        fan += 1;
      });
    });
  }

  showMeasured(sent: Partial<Measured>): void {
    this.sent.measured = sent;
    this.drawMeasured();
  }

  showTiles(sent: Partial<Tiles>): void {
    this.sent.tiles = sent;
    this.drawTiles();
  }

  showDetail(sent: Partial<Detail>): void {
    this.detail = sent.rows ? (sent as Detail) : null;
    this.layers.forEach(({ tiles }, layer) => {
      tiles?.showDetail(this.detail?.layer === layer ? this.detail : null);
    });
  }

  /** Redraws in the colours of another theme. */
  drawAgain(): void {
    this.drawMeasured();
    this.drawTiles();
  }

  private drawMeasured(): void {
    const { strips = [], bands = [], axis, unit = "", best = null, places, cells, lines } = this.sent.measured;
    if (!axis || !places || !cells || !lines) {
      this.strips.replaceChildren();
      this.stripViews = [];
      for (const view of this.layers) {
        view.band?.root.remove();
        view.band = null;
      }
      return;
    }
    const [time, at, shades, heights] = [{ axis, unit, best }, floatsIn(places), bytesIn(cells), bytesIn(lines)];
    if (strips.length !== this.stripViews.length) {
      this.stripViews = strips.map(() => new StripView());
      this.strips.replaceChildren(...this.stripViews.map(({ root }) => root));
    }
    const along = [...at].map((place) => share(axis, place));
    let row = 0;
    strips.forEach((strip, number) => {
      const end = row + strip.rows.length;
      const own = shades.subarray(row * at.length, end * at.length);
      this.stripViews[number]?.draw(strip, number === strips.length - 1 ? time : null, along, own);
      row = end;
    });
    const size = at.length * LINES;
    bands.forEach(({ layer, fan }, number) => {
      const { low, high } = fan.axis;
      const own = heights.subarray(number * size, (number + 1) * size);
      const values = Float32Array.from(own, (height) => low + (height / FINEST) * (high - low));
      this.bandOf(layer)?.draw(fan, time, at, values);
    });
  }

  private bandOf(layer: number): FanView | null {
    const view = this.layers[layer];
    if (view?.band === null) {
      view.band = new FanView();
      view.row.append(view.band.root);
    }
    return view?.band ?? null;
  }

  private drawTiles(): void {
    const { layers = [], scales, pixels } = this.sent.tiles;
    this.choice.hidden = layers.length === 0;
    if (!scales || !pixels) {
      return;
    }
    const largest = floatsIn(scales);
    const all = new Int8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    const palette = this.palette();
    let [unit, from] = [0, 0];
    for (const layer of layers) {
      const end = from + layer.count * layer.height * layer.width * layer.channels;
      const view = this.tilesOf(layer.layer);
      const own = largest.subarray(unit, unit + layer.count);
      view?.draw(layer, all.subarray(from, end), own, this.own.checked, palette);
      view?.showDetail(this.detail?.layer === layer.layer ? this.detail : null);
      [unit, from] = [unit + layer.count, end];
    }
  }

  private tilesOf(layer: number): TilesView | null {
    const view = this.layers[layer];
    if (view?.tiles === null) {
      view.tiles = new TilesView(this.ask);
      view.root.append(view.tiles.root);
    }
    return view?.tiles ?? null;
  }

  private palette(): Palette {
    const read = (name: string): Rgb => rgbOf(colourIn(this.sections, `var(--dm-${name})`));
    return { below: read("training"), zero: read("page"), above: read("validation") };
  }

  /** Makes the elements once: a network does not change during training. */
  private makeLayers(counts: readonly number[]): boolean {
    if (counts.join() === this.layers.map(({ fans }) => fans.length).join()) {
      return false;
    }
    this.layers = counts.map((count) => {
      const fans = Array.from({ length: count }, () => new FanView());
      const name = element("h4", "dm-inside-name");
      const row = element("div", "dm-inside-fans", fans.map((fan) => fan.root));
      const root = element("section", "dm-inside-layer", [name, row]);
      return { root, name, row, fans, band: null, tiles: null };
    });
    this.sections.replaceChildren(...this.layers.map(({ root }) => root));
    return true;
  }
}
