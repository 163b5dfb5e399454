/** Rows with what is true of them and what was said: as pictures, or as lines of a table. */

import { button, element, write } from "../element";
import type { Picture, Row, Shown } from "./model";
import { imageOf } from "./pixels";

export class ExamplesView {
  private readonly title = element("h4", "");
  private readonly note = element("p", "dm-note");
  private readonly place = element("div", "dm-examples-place");
  private readonly back: HTMLButtonElement;

  constructor(root: HTMLElement, close: () => void) {
    this.back = button("All mistakes", "dm-pick", close);
    this.title.setAttribute("aria-live", "polite");
    this.place.tabIndex = 0; // the arrow keys scroll it
    this.place.setAttribute("role", "region");
    this.place.setAttribute("aria-label", "Examples");
    const head = element("div", "dm-examples-head");
    head.append(this.title, this.back);
    const frame = element("div", "dm-examples");
    frame.dataset.lmSuppressShortcuts = "true";
    frame.append(head, this.note, this.place);
    root.replaceChildren(frame);
  }

  draw({ title, note, can_close: canClose, columns, rows, picture }: Shown): void {
    write(this.title, title);
    write(this.note, note);
    this.note.hidden = note === "";
    this.back.hidden = !canClose;
    this.place.hidden = rows.length === 0;
    this.place.replaceChildren(picture === null ? table(columns, rows) : wall(rows, picture));
  }
}

function table(columns: readonly string[], rows: readonly Row[]): HTMLElement {
  const head = element("tr", "");
  head.append(
    ...columns.map((name) => {
      const cell = element("th", "");
      cell.scope = "col";
      cell.title = name;
      cell.append(element("bdi", "", name));
      return cell;
    }),
  );
  const body = rows.map((row) => {
    const line = element("tr", "");
    line.append(...row.cells.map((words) => cellOf(words)));
    return line;
  });
  const made = element("table", "");
  const [top, rest] = [element("thead", ""), element("tbody", "")];
  top.append(head);
  rest.append(...body);
  made.append(top, rest);
  return made;
}

function cellOf(words: string): HTMLElement {
  const cell = element("td", "");
  cell.title = words;
  cell.append(element("bdi", "", words));
  return cell;
}

function wall(rows: readonly Row[], picture: Picture): HTMLElement {
  const list = element("ul", "dm-examples-wall");
  list.append(
    ...rows.map((row, index) => {
      const item = element("li", "");
      item.title = row.words;
      item.append(canvasOf(picture, index, row.words), ...row.caption.map((line) => element("bdi", "", line)));
      return item;
    }),
  );
  return list;
}

function canvasOf(picture: Picture, index: number, words: string): HTMLCanvasElement {
  const canvas = element("canvas", "");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words);
  const image = imageOf(picture, index);
  if (image !== null) {
    canvas.getContext("2d")?.putImageData(new ImageData(image, picture.width, picture.height), 0, 0);
  }
  return canvas;
}
