/** The units of one layer as tiles, each a button, with the rows of the open unit below. */

import { button, element, setAttribute, write } from "../../shared/element";
import { moved } from "../../shared/grid_keys";
import { putPixels } from "../../shared/pixels";
import { onScale, painted, type Palette } from "./colours";
import { DetailView } from "./detail_view";
import type { Ask, Detail, TileLayer } from "./model";

/** Pixels of the page for the longer side of a tile. */
const SIDE = 56;

interface Tile {
  root: HTMLButtonElement;
  canvas: HTMLCanvasElement;
}

export class TilesView {
  readonly root: HTMLElement;
  private readonly note = element("p", "dm-note");
  private readonly named = element("p", "dm-note dm-units-named");
  private readonly group = element("div", "dm-units-tiles", "", { role: "group" });
  private readonly detail: DetailView;
  private tiles: Tile[] = [];
  private layer: TileLayer | null = null;
  private at = 0;

  constructor(private readonly ask: (message: Ask) => void) {
    this.detail = new DetailView(() => {
      this.ask({ type: "close" });
      this.tiles[this.at]?.root.focus({ preventScroll: true });
    });
    this.group.addEventListener("keydown", (event) => { this.key(event); });
    this.root = element("div", "dm-units", [this.note, this.named, this.group, this.detail.root]);
  }

  /**
   * @param pixels The pixels of all units of the layer; 127 is the largest weight of the same unit.
   * @param scales The largest weight of each unit.
   * @param own Whether each unit has its own scale.
   */
  draw(layer: TileLayer, pixels: Int8Array, scales: Float32Array, own: boolean, palette: Palette): void {
    this.layer = layer;
    this.makeTiles(layer.count);
    write(this.note, own ? layer.own_note : layer.note);
    write(this.named, layer.named);
    this.named.hidden = layer.named === "";
    setAttribute(this.group, "aria-label", `The ${layer.one}s of ${layer.words}`);
    const shown = own ? pixels : onScale(pixels, scales);
    const size = layer.width * layer.height * layer.channels;
    const ill = new Map(layer.ill.map(({ unit, said }) => [unit, said]));
    const zoom = Math.max(1, Math.min(12, SIDE / Math.max(layer.width, layer.height)));
    this.tiles.forEach(({ root, canvas }, unit) => {
      const said = ill.get(unit);
      const words = said ?? `${capital(layer.one)} ${unit.toString()} of ${layer.words}`;
      root.classList.toggle("dm-ill", said !== undefined);
      setAttribute(root, "aria-label", words);
      setAttribute(root, "title", said ?? `${words}: click for the rows that activate it most`);
      canvas.style.width = `${Math.round(layer.width * zoom).toString()}px`;
      canvas.style.height = `${Math.round(layer.height * zoom).toString()}px`;
      const colours = painted(shown.subarray(unit * size, (unit + 1) * size), layer.channels, palette);
      putPixels(canvas, colours, layer.width, layer.height);
    });
  }

  showDetail(detail: Detail | null): void {
    const unit = detail === null ? -1 : detail.unit;
    this.tiles.forEach(({ root }, number) => {
      setAttribute(root, "aria-expanded", number === unit ? "true" : "false");
    });
    if (unit >= 0) {
      this.enter(unit);
    }
    this.detail.draw(detail);
  }

  private makeTiles(count: number): void {
    if (count === this.tiles.length) {
      return;
    }
    this.tiles = Array.from({ length: count }, (_, unit) => {
      const root = button("", "dm-unit", () => { this.choose(unit); });
      const canvas = element("canvas", "", "", { "aria-hidden": "true" }); // its button says what it is
      root.append(canvas);
      return { root, canvas };
    });
    this.group.replaceChildren(...this.tiles.map(({ root }) => root));
    this.enter(Math.min(this.at, count - 1));
  }

  /** Tab reaches one tile of the layer, arrow keys the others. */
  private enter(unit: number): void {
    this.at = Math.max(0, unit);
    this.tiles.forEach(({ root }, number) => { root.tabIndex = number === this.at ? 0 : -1; });
  }

  private choose(unit: number): void {
    this.enter(unit);
    const isOpen = this.tiles[unit]?.root.getAttribute("aria-expanded") === "true";
    if (this.layer !== null) {
      this.ask(isOpen ? { type: "close" } : { type: "open", layer: this.layer.layer, unit });
    }
  }

  private key(event: KeyboardEvent): void {
    const tops = this.tiles.map(({ root }) => root.offsetTop);
    const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
    const to = moved(event.key, this.at, columns, this.tiles.length);
    if (to !== null) {
      this.enter(to);
      this.tiles[to]?.root.focus();
    } else if (event.key === "Escape" && this.detail.isOpen()) {
      this.ask({ type: "close" });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
