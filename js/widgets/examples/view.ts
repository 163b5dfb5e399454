/** Rows with what is true of them and what was said: as pictures, or as lines of a table. */

import { button, element, write } from "../element";
import type { Picture, Row, Shown } from "./model";
import { imageOf } from "./pixels";

/** Letters of a caption that stand below a narrow picture. */
const NARROW = 9;

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
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.back.hidden) {
        close();
        event.preventDefault();
        event.stopPropagation();
      }
    });
    root.replaceChildren(frame);
  }

  draw({ title, note, can_close: canClose, columns, texts, rows, picture }: Shown): void {
    write(this.title, title);
    write(this.note, note);
    this.note.hidden = note === "";
    this.back.hidden = !canClose;
    this.place.hidden = rows.length === 0;
    this.place.replaceChildren(picture === null ? table(columns, texts, rows) : wall(rows, picture));
  }
}

function table(columns: readonly string[], texts: readonly number[], rows: readonly Row[]): HTMLElement {
  const css = (column: number): string => (texts.includes(column) ? "dm-text" : "");
  const head = element("tr", "");
  head.append(
    ...columns.map((name, column) => {
      const cell = cellOf("th", css(column), name);
      cell.scope = "col";
      return cell;
    }),
  );
  const body = rows.map((row) => {
    const line = element("tr", "");
    line.append(...row.cells.map((words, column) => cellOf("td", css(column), words)));
    return line;
  });
  const made = element("table", texts.length > 1 ? "dm-texts" : "");
  const [top, rest] = [element("thead", ""), element("tbody", "")];
  top.append(head);
  rest.append(...body);
  made.append(top, rest);
  return made;
}

function cellOf(tag: "td" | "th", css: string, words: string): HTMLTableCellElement {
  const cell = element(tag, css);
  cell.title = words;
  cell.append(element("bdi", "", words));
  return cell;
}

function wall(rows: readonly Row[], picture: Picture): HTMLElement {
  const isWide = rows.some(({ caption }) => caption.some((line) => line.length > NARROW));
  const list = element("ul", isWide ? "dm-examples-wall dm-wide" : "dm-examples-wall");
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
