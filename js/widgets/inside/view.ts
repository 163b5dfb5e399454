/** All fans, layer below layer, and the pictures with their first layer. */

import { element, write } from "../element";
import { FanView } from "./fan_view";
import { floats } from "./floats";
import { ImagesView } from "./images_view";
import { LINES, type Fans, type Images } from "./model";

interface LayerView {
  root: HTMLElement;
  name: HTMLElement;
  row: HTMLElement;
  fans: FanView[];
}

export class InsideView {
  readonly images = new ImagesView();
  private readonly scroller = element("div", "dm-inside-scroll");
  private layers: LayerView[] = [];

  constructor(root: HTMLElement) {
    this.scroller.tabIndex = 0; // the arrow keys scroll it
    this.scroller.setAttribute("role", "region");
    this.scroller.setAttribute("aria-label", "The weights of each layer over time");
    this.scroller.dataset.lmSuppressShortcuts = "true";
    this.scroller.append(this.images.root);
    root.replaceChildren(this.scroller);
  }

  showImages(images: Partial<Images>): void {
    this.images.show(images.count ? (images as Images) : null);
  }

  showFans(sent: Partial<Fans>): void {
    if (!sent.layers || !sent.axis || !sent.places || !sent.lines) {
      return;
    }
    const { layers, axis, unit = "", best = null } = sent;
    const places = floats(sent.places);
    const lines = floats(sent.lines);
    const size = places.length * LINES;
    this.makeLayers(layers.map(({ fans }) => fans.length));
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

  /** Makes the elements, unless they are there: a network does not change as it trains. */
  private makeLayers(counts: readonly number[]): void {
    if (counts.join() === this.layers.map(({ fans }) => fans.length).join()) {
      return;
    }
    this.layers = counts.map((count) => {
      const fans = Array.from({ length: count }, () => new FanView());
      const root = element("section", "dm-inside-layer");
      const name = element("h4", "dm-inside-name");
      const row = element("div", "dm-inside-fans");
      row.append(...fans.map((fan) => fan.root));
      root.append(name, row);
      return { root, name, row, fans };
    });
    this.scroller.replaceChildren(...this.layers.map(({ root }) => root));
    (this.layers[0]?.root ?? this.scroller).append(this.images.root);
  }
}
