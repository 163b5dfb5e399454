/** The rows that activate a unit most, as pictures or as lines of a table. */

import { rgbOf, type Rgb } from "../../shared/colours";
import { button, element, textTable, write } from "../../shared/element";
import { canvasOf, type Pictures } from "../../shared/pixels";
import type { Detail } from "./model";

export class DetailView {
  readonly root: HTMLElement;
  private readonly title = element("b", "");
  private readonly note = element("p", "dm-note");
  private readonly place = element("div", "dm-unit-place");

  constructor(close: () => void) {
    const words = element("div", "", [this.title, this.note], { "aria-live": "polite" });
    const head = element("div", "dm-unit-head", [words, button("Close", "dm-pick", close)]);
    this.root = element("div", "dm-unit-rows", [head, this.place]);
    this.root.hidden = true;
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        close();
        event.preventDefault();
        event.stopPropagation();
      }
    });
  }

  isOpen(): boolean {
    return !this.root.hidden;
  }

  draw(detail: Detail | null): void {
    const wasOpen = this.isOpen();
    this.root.hidden = detail === null;
    if (detail === null) {
      return;
    }
    write(this.title, detail.title);
    write(this.note, detail.note);
    this.place.hidden = detail.rows.length === 0;
    this.place.replaceChildren(
      detail.picture === null
        ? textTable(detail.columns, detail.rows.map(({ cells }) => cells))
        : pictures(detail, detail.picture, rgbOf(getComputedStyle(this.root).color)),
    );
    if (!wasOpen) {
      this.root.scrollIntoView({ block: "nearest" });
    }
  }
}

function pictures({ rows }: Detail, picture: Pictures, ink: Rgb): HTMLElement {
  const items = rows.map(({ words, caption }, index) => {
    const canvas = canvasOf(picture, index, ink, { role: "img", "aria-label": words, title: words });
    return element("li", "", [canvas, ...caption.map((line) => element("bdi", "", line))]);
  });
  return element("ul", "dm-unit-pictures", items);
}
