/** Rows with their true and predicted values, as pictures or as lines of a table. */

import { button, element, write } from "../../shared/element";
import { rgbOf, type Rgb } from "../../shared/colours";
import { isDetail, type Detail, type Nothing } from "../../shared/detail";
import { DetailView } from "../../shared/detail_view";
import { imageOf, type Picture, type Pictures } from "../../shared/pixels";
import type { Ask, Row, Shown } from "./model";

/** Letters of a caption that fit below a narrow picture. */
const NARROW = 9;
/** Below the open picture. */
const EDGE = 8;

export class ExamplesView {
  private readonly title = element("h4", "");
  private readonly note = element("p", "dm-note");
  private readonly place = element("div", "dm-examples-place");
  private readonly frame = element("div", "dm-examples");
  private readonly back: HTMLButtonElement;
  private readonly detail: DetailView;
  private opened: number | null = null;

  constructor(root: HTMLElement, private readonly ask: (message: Ask) => void) {
    this.back = button("All mistakes", "dm-pick", () => { ask({ type: "close" }); });
    this.title.setAttribute("aria-live", "polite");
    this.place.tabIndex = 0; // the arrow keys scroll it
    this.place.setAttribute("role", "region");
    this.place.setAttribute("aria-label", "Examples");
    this.detail = new DetailView(this.shut);
    const head = element("div", "dm-examples-head");
    head.append(this.title, this.back);
    this.frame.dataset.lmSuppressShortcuts = "true";
    this.frame.append(head, this.note, this.place, this.detail.root);
    this.frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (this.detail.isOpen() || !this.back.hidden)) {
        if (this.detail.isOpen()) {
          this.shut();
        } else {
          ask({ type: "close" });
        }
        event.preventDefault();
        event.stopPropagation();
      }
    });
    root.replaceChildren(this.frame);
  }

  draw({ title, note, can_close: canClose, columns, texts, rows, picture }: Shown): void {
    write(this.title, title);
    write(this.note, note);
    this.note.hidden = note === "";
    this.back.hidden = !canClose;
    this.place.hidden = rows.length === 0;
    const focused = this.focusedKey();
    this.place.replaceChildren(picture === null ? table(columns, texts, rows) : this.wall(rows, picture));
    this.focus(focused);
  }

  drawDetail(detail: Detail | Nothing): void {
    const wasOpen = this.detail.isOpen();
    this.detail.draw(detail);
    if (!wasOpen && isDetail(detail) && this.focusedKey() === detail.number) {
      this.detail.focus();
    }
    this.makeRoom();
  }

  drawPicture(large: DataView, form: Picture | Nothing): void {
    this.detail.drawPicture(large, form);
    this.makeRoom();
  }

  end(): void {
    this.detail.end();
  }

  private readonly shut = (): void => {
    const hadFocus = this.detail.root.contains(document.activeElement);
    this.detail.draw({});
    this.makeRoom();
    if (hadFocus) {
      this.focus(this.opened);
    }
    this.ask({ type: "close_example" });
  };

  private wall(rows: readonly Row[], picture: Pictures): HTMLElement {
    const isWide = rows.some(({ caption }) => caption.some((line) => line.length > NARROW));
    const list = element("ul", isWide ? "dm-examples-wall dm-wide" : "dm-examples-wall");
    const ink = rgbOf(getComputedStyle(this.frame).color);
    list.append(
      ...rows.map((row, index) => {
        const item = element("li", "");
        const open = button("", "dm-example", () => {
          this.opened = row.key;
          this.ask({ type: "open", key: row.key });
        });
        open.title = row.words;
        open.dataset.key = row.key.toString();
        open.setAttribute("aria-label", row.words);
        open.append(canvasOf(picture, index, ink), ...row.caption.map((line) => element("bdi", "", line)));
        item.append(open);
        return item;
      }),
    );
    return list;
  }

  /** Keeps the focus while the pictures are replaced during training. */
  private focusedKey(): number | null {
    const key = this.place.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.key
      : undefined;
    return key === undefined ? null : Number(key);
  }

  private focus(key: number | null): void {
    const place = key === null ? null : this.place.querySelector<HTMLElement>(`[data-key="${key.toString()}"]`);
    place?.focus({ preventScroll: true });
  }

  /** A few rows take less height than the details of one. */
  private makeRoom(): void {
    const height = this.detail.isOpen() ? this.detail.root.offsetHeight + EDGE : 0;
    this.frame.style.minHeight = height === 0 ? "" : `${height.toString()}px`;
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

function canvasOf(picture: Pictures, index: number, ink: Rgb): HTMLCanvasElement {
  const canvas = element("canvas", "");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.setAttribute("aria-hidden", "true"); // its button says what it is
  const image = imageOf(picture, index, ink);
  if (image !== null) {
    canvas.getContext("2d")?.putImageData(new ImageData(image, picture.width, picture.height), 0, 0);
  }
  return canvas;
}
