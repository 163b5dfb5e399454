/** Rows with their true and predicted values, as pictures or as lines of a table. */

import { button, element, textTable, write } from "../../shared/element";
import { rgbOf } from "../../shared/colours";
import { DetailView, isDetail, type Detail, type Nothing } from "../../shared/detail_view";
import { canvasOf, type Picture, type Pictures } from "../../shared/pixels";
import type { Ask, Row, Shown } from "./model";

/** Letters of a caption that fit below a narrow picture. */
const NARROW = 9;

export class ExamplesView {
  private readonly title = element("h4", "", "", { "aria-live": "polite" });
  private readonly note = element("p", "dm-note");
  private readonly place = element("div", "dm-examples-place", "", {
    tabindex: "0", // the arrow keys scroll it
    role: "region",
    "aria-label": "Examples",
  });
  private readonly frame = element("div", "dm-examples");
  private readonly back: HTMLButtonElement;
  private readonly detail: DetailView;
  private opened: number | null = null;

  constructor(root: HTMLElement, private readonly ask: (message: Ask) => void) {
    this.back = button("All mistakes", "dm-pick", () => { ask({ type: "close" }); });
    this.detail = new DetailView(this.frame, this.closed);
    const head = element("div", "dm-examples-head", [this.title, this.back]);
    this.frame.dataset.lmSuppressShortcuts = "true";
    this.frame.append(head, this.note, this.place, this.detail.root);
    this.frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (this.detail.isOpen() || !this.back.hidden)) {
        if (this.detail.isOpen()) {
          this.detail.close();
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
    this.place.replaceChildren(picture === null ? tableOf(columns, texts, rows) : this.wall(rows, picture));
    this.focus(focused);
  }

  drawDetail(detail: Detail | Nothing): void {
    this.detail.draw(detail, isDetail(detail) && this.focusedKey() === detail.number);
  }

  drawPicture(large: DataView, form: Picture | Nothing): void {
    this.detail.drawPicture(large, form);
  }

  private readonly closed = (hadFocus: boolean): void => {
    if (hadFocus) {
      this.focus(this.opened);
    }
    this.ask({ type: "close_example" });
  };

  private wall(rows: readonly Row[], picture: Pictures): HTMLElement {
    const isWide = rows.some(({ caption }) => caption.some((line) => line.length > NARROW));
    const ink = rgbOf(getComputedStyle(this.frame).color);
    const items = rows.map((row, index) => {
      const open = button("", "dm-example", () => {
        this.opened = row.key;
        this.ask({ type: "open", key: row.key });
      });
      open.title = row.words;
      open.dataset.key = row.key.toString();
      open.setAttribute("aria-label", row.words);
      const drawn = canvasOf(picture, index, ink, { "aria-hidden": "true" }); // its button says what it is
      open.append(drawn, ...row.caption.map((line) => element("bdi", "", line)));
      return element("li", "", [open]);
    });
    return element("ul", isWide ? "dm-examples-wall dm-wide" : "dm-examples-wall", items);
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

}

function tableOf(columns: readonly string[], texts: readonly number[], rows: readonly Row[]): HTMLElement {
  const made = textTable(columns, rows.map(({ cells }) => cells));
  made.className = texts.length > 1 ? "dm-texts" : "";
  for (const line of made.querySelectorAll("tr")) {
    [...line.children].forEach((cell, column) => {
      cell.setAttribute("title", cell.textContent);
      cell.className = texts.includes(column) ? "dm-text" : "";
    });
  }
  return made;
}
