/** The rows that activate a unit most, as pictures or as lines of a table. */

import { button, element, write } from "../../shared/element";
import { imageOf, type Pictures } from "../../shared/pixels";
import { rgbOf, type Rgb } from "../../shared/colours";
import type { Detail } from "./model";

export class DetailView {
  readonly root = element("div", "dm-unit-rows");
  private readonly title = element("b", "");
  private readonly note = element("p", "dm-note");
  private readonly place = element("div", "dm-unit-place");

  constructor(close: () => void) {
    const head = element("div", "dm-unit-head");
    const words = element("div", "");
    words.setAttribute("aria-live", "polite");
    words.append(this.title, this.note);
    head.append(words, button("Close", "dm-pick", close));
    this.root.append(head, this.place);
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
        ? table(detail)
        : pictures(detail, detail.picture, rgbOf(getComputedStyle(this.root).color)),
    );
    if (!wasOpen) {
      this.root.scrollIntoView({ block: "nearest" });
    }
  }
}

function pictures({ rows }: Detail, picture: Pictures, ink: Rgb): HTMLElement {
  const list = element("ul", "dm-unit-pictures");
  list.append(
    ...rows.map((row, index) => {
      const item = element("li", "");
      const canvas = element("canvas", "");
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", row.words);
      canvas.title = row.words;
      const image = imageOf(picture, index, ink);
      if (image !== null) {
        const data = new ImageData(image, picture.width, picture.height);
        canvas.getContext("2d")?.putImageData(data, 0, 0);
      }
      item.append(canvas, ...row.caption.map((line) => element("bdi", "", line)));
      return item;
    }),
  );
  return list;
}

function table({ columns, rows }: Detail): HTMLElement {
  const [made, head, body] = [element("table", ""), element("thead", ""), element("tbody", "")];
  const names = element("tr", "");
  names.append(
    ...columns.map((name) => {
      const cell = element("th", "");
      cell.scope = "col";
      cell.append(element("bdi", "", name));
      return cell;
    }),
  );
  head.append(names);
  body.append(
    ...rows.map(({ cells }) => {
      const line = element("tr", "");
      line.append(
        ...cells.map((words) => {
          const cell = element("td", "");
          cell.append(element("bdi", "", words));
          return cell;
        }),
      );
      return line;
    }),
  );
  made.append(head, body);
  return made;
}
