/** The wall: a canvas that is redrawn at most once a frame, and the open picture. */

import type { AnyModel } from "@anywidget/types";

import { onResize } from "../../link/listen";
import { coloursOf, onTheme, rgbOf } from "../../shared/colours";
import { DetailView, isDetail } from "../../shared/detail_view";
import { button, element, write } from "../../shared/element";
import { oncePerFrame } from "../../shared/frame";
import { moved } from "../../shared/grid_keys";
import {
  boxOf, EDGE, LARGER, layoutOf, lettersIn, placeAt, RULER, rulerOf, sizeFor, WHOLE, withoutClasses, type Layout,
} from "./layout";
import type { Message, WallModel } from "./model";
import { bytesIn, numbersIn } from "../../shared/numbers";
import { empty, paint, Sprites, type Wall } from "./paint";

/** As in the stylesheet. */
const DETAIL_WIDTH = 280;
const DETAIL_EDGE = 8;

export class WallView {
  private readonly frame = element("div", "dm-wall", "", { "data-lm-suppress-shortcuts": "true" });
  private readonly canvas = element("canvas", "dm-wall-canvas", "", { role: "img", tabindex: "0" });
  private readonly larger: HTMLButtonElement;
  private readonly note = element("div", "dm-wall-note");
  private readonly names = element("div", "dm-wall-names", "", { dir: "auto" });
  private readonly told = element("div", "dm-wall-note", "", { "aria-live": "polite" });
  private readonly detail: DetailView;
  private sprites: { of: DataView; ink: string; made: Sprites } | null = null;
  private wall: Wall | null = null;
  private layout: Layout = layoutOf(0, 0, WHOLE);
  private captions: readonly string[] = [];
  private legend = "";
  private isLarger = false;
  private cursor: number | null = null;
  readonly soon: () => void;

  constructor(root: HTMLElement, private readonly model: AnyModel<WallModel>, ended: AbortSignal) {
    this.soon = oncePerFrame(() => { this.draw(); }, ended);
    this.detail = new DetailView(this.frame, this.closed);
    this.larger = button(`The first ${LARGER.most.toString()}, larger`, "dm-wall-larger", () => {
      this.isLarger = !this.isLarger;
      this.cursor = null;
      this.soon();
    });
    this.larger.hidden = this.names.hidden = true;
    const foot = element("div", "dm-wall-foot", [this.larger, this.note, this.told]);
    this.frame.append(this.canvas, this.detail.root, this.names, foot);
    root.replaceChildren(this.frame);
    this.canvas.addEventListener("click", (event) => { this.click(event); });
    this.canvas.addEventListener("mousemove", (event) => { this.hover(event); });
    this.canvas.addEventListener("keydown", (event) => { this.press(event); });
    this.frame.addEventListener("keydown", (event) => { this.leave(event); });
    this.canvas.addEventListener("focus", this.soon);
    this.canvas.addEventListener("blur", this.soon);
    onResize([this.frame, this.detail.root], this.soon, ended);
    onTheme(() => {
      this.drawPicture();
      this.soon();
    }, ended);
    this.drawDetail();
    this.drawPicture();
    this.soon();
  }

  readonly drawDetail = (): void => {
    this.detail.draw(this.model.get("detail"), document.activeElement === this.canvas);
    this.soon(); // the frame around the open picture
  };

  readonly drawPicture = (): void => {
    this.detail.drawPicture(this.model.get("large"), this.model.get("large_form"));
  };

  private draw(): void {
    const began = performance.now();
    const form = this.model.get("form");
    const room = this.frame.clientWidth;
    const context = this.canvas.getContext("2d");
    if (typeof form.count !== "number" || room === 0 || context === null) {
      return;
    }
    this.detail.makeRoom();
    const colours = coloursOf(this.frame);
    this.layout = this.layoutIn(room, form.count);
    this.follow();
    this.wall = this.read(form.is_drawing);
    empty(this.canvas, context, this.layout.width + RULER, this.layout.height + 2 * EDGE);
    const ruler = rulerOf(this.wall.wrong, form.count, this.layout.count, this.layout.height);
    paint(context, this.wall, this.layout, this.spritesIn(colours.text), ruler, colours);
    this.say(form.count);
    this.canvas.dataset.drawnMs = (performance.now() - began).toFixed(1); // benchmarks read it
  }

  /** Classes are shown below the pictures only if so few letters distinguish them. */
  private layoutIn(room: number, count: number): Layout {
    const layout = layoutOf(room, count, sizeFor(count, this.isLarger));
    const known = this.model.get("captions");
    const letters = Math.min(lettersIn(layout), known.length) - 1;
    this.captions = layout.strip === 0 ? [] : (known[letters] ?? []);
    this.legend = this.captions.length === 0 ? "" : (this.model.get("legends")[letters] ?? "");
    return this.captions.length === 0 ? withoutClasses(layout) : layout;
  }

  /** The open picture moves when its prediction changes. */
  private follow(): void {
    const detail = this.model.get("detail");
    if (this.detail.isOpen() && isDetail(detail)) {
      this.cursor = numbersIn(this.model.get("order")).indexOf(detail.number);
    }
  }

  private read(isDrawing: boolean): Wall {
    const { model } = this;
    const isSeen = document.activeElement === this.canvas;
    return {
      names: model.get("names"),
      captions: this.captions,
      truth: numbersIn(model.get("truth")),
      said: numbersIn(model.get("said")),
      order: numbersIn(model.get("order")),
      wrong: model.get("wrong"),
      isDrawing,
      cursor: isSeen || this.detail.isOpen() ? this.cursor : null,
    };
  }

  private spritesIn(ink: string): Sprites {
    const pixels = this.model.get("pixels");
    if (this.sprites?.of !== pixels || this.sprites.ink !== ink) {
      const made = new Sprites(bytesIn(pixels), this.model.get("form"), rgbOf(ink));
      this.sprites = { of: pixels, ink, made };
    }
    return this.sprites.made;
  }

  private say(count: number): void {
    this.canvas.setAttribute("aria-label", `${this.model.get("label")}. Arrow keys move, Enter opens a picture.`);
    this.larger.hidden = count <= LARGER.most;
    this.larger.setAttribute("aria-pressed", this.isLarger.toString());
    const [wrong, shown] = [this.model.get("wrong"), this.layout.count];
    this.note.textContent = [
      wrong > shown ? `${grouped(shown)} of ${grouped(wrong)} mistakes are shown.` : "",
      this.layout.strip === 0 ? "Point at a picture to see its classes." : this.pair(),
    ].join(" ").trim();
    this.names.textContent = this.legend;
    this.names.hidden = this.legend === "";
  }

  /** Explains the two captions below the first picture. */
  private pair(): string {
    const [truth, said] = this.classesAt(0) ?? [0, 0];
    const short = `${this.captions[truth] ?? ""} ${this.captions[said] ?? ""}`;
    const words = this.words(0);
    return words && `Below a picture, ${short} means: t${words.slice(1)}.`;
  }

  private click(event: MouseEvent): void {
    const place = placeAt(this.layout, event.offsetX, event.offsetY);
    if (place !== null) {
      this.cursor = place;
      this.canvas.focus({ preventScroll: true });
      this.open(place);
    }
  }

  private hover(event: MouseEvent): void {
    const place = placeAt(this.layout, event.offsetX, event.offsetY);
    this.canvas.style.cursor = place === null ? "" : "pointer";
    write(this.canvas, "", place === null ? "" : this.words(place));
  }

  private press(event: KeyboardEvent): void {
    const { count, columns } = this.layout;
    const to = moved(event.key, this.cursor ?? 0, columns, count);
    if (to !== null) {
      this.cursor = this.cursor === null ? 0 : to;
      this.told.textContent = this.words(this.cursor);
      this.soon();
    } else if (event.key === "Enter" || event.key === " ") {
      this.open(this.cursor ?? 0);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Escape closes the picture from anywhere on the wall. */
  private leave(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.detail.isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      this.detail.close();
    }
  }

  private words(place: number): string {
    const classes = this.classesAt(place);
    const [truth = "", said = ""] = classes?.map((number) => this.wall?.names[number] ?? "") ?? [];
    return classes === null ? "" : `True ${truth}, predicted ${said}`;
  }

  /** The true and the predicted class of a picture. */
  private classesAt(place: number): [number, number] | null {
    const number = this.wall?.order[place];
    return number === undefined ? null : [this.wall?.truth[number] ?? 0, this.wall?.said[number] ?? 0];
  }

  private open(place: number): void {
    const number = this.wall?.order[place];
    if (number !== undefined) {
      this.cursor ??= place;
      this.placeDetail(place);
      this.send({ type: "open", number });
      this.soon();
    }
  }

  /** Puts the details on the other side of the picture, left of the ruler. */
  private placeDetail(place: number): void {
    const isLeft = boxOf(this.layout, place).x < this.layout.width / 2;
    const left = isLeft ? this.layout.width - DETAIL_WIDTH - DETAIL_EDGE : DETAIL_EDGE;
    this.detail.root.style.left = `${Math.max(DETAIL_EDGE, left).toString()}px`;
  }

  private readonly closed = (hadFocus: boolean): void => {
    if (hadFocus) {
      this.canvas.focus({ preventScroll: true });
    }
    if (isDetail(this.model.get("detail"))) {
      this.send({ type: "close" });
    }
    this.soon();
  };

  private send(message: Message): void {
    try {
      this.model.send(message);
    } catch {
      this.told.textContent = "The kernel has ended, so no example can be opened.";
    }
  }
}

function grouped(number: number): string {
  return number.toLocaleString("en");
}
