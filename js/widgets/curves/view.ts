/** One cursor: its place, the values there, and the visible range, which pointer and keys change. */

import type { AnyModel } from "@anywidget/types";

import { onChange, onResize } from "../../link/listen";
import { oncePerFrame } from "../../shared/frame";
import { scaled, textScale } from "../../shared/text_scale";
import { Layer, type Dot } from "./layer";
import { TRAITS, type CursorModel } from "./model";
import {
  between, extent, holds, hull, nearest, panned, pointsOf, rangeOf, walked, width, zoomed, type Range,
} from "./points";
import { place, reading, sentence, type Reading, type Shown } from "./reading";
import { Sources } from "./sources";

interface Drag {
  /** Pixels from the plot's left edge. */
  from: number;
  /** The range that is pulled along; null while one is being chosen. */
  pulled: Range | null;
}

const HINT = "← → move, + − zoom, 0 shows all";
const DEFAULT_RANGE: Range = [0, 1];
/** A drag of fewer pixels is a click. */
const CLICK = 6;
const ZOOM = 0.5;
const PAN = 0.25; // of the width

export class CursorView {
  private readonly layer: Layer;
  private readonly sources: Sources;
  private readonly soon: () => void;
  /** Its x. While the axis moves, a pointer keeps its place on the screen, and a place set by keys its x. */
  private scale = 1;
  private place: (() => number) | null = null;
  /** The last place, by keys or pointer. */
  private last: number | null = null;
  private drag: Drag | null = null;
  /** It got the focus by Tab and no key was pressed yet. */
  private isNew = false;
  private readonly keys = new Map([
    ["ArrowLeft", () => { this.step(-1); }],
    ["ArrowRight", () => { this.step(1); }],
    ["Home", () => { this.goNear(this.range[0]); }],
    ["End", () => { this.goNear(this.range[1]); }],
    ["Shift ArrowLeft", () => { this.pan(-PAN); }],
    ["Shift ArrowRight", () => { this.pan(PAN); }],
    ["+", () => { this.zoomBy(ZOOM); }],
    ["Shift +", () => { this.zoomBy(ZOOM); }],
    ["=", () => { this.zoomBy(ZOOM); }], // the key of + without Shift, on many keyboards
    ["-", () => { this.zoomBy(1 / ZOOM); }],
    ["0", () => { this.zoom(null); }],
    ["Escape", () => { this.escape(); }],
  ]);

  constructor(root: HTMLElement, private readonly model: AnyModel<CursorModel>, ended: AbortSignal) {
    this.soon = oncePerFrame(() => { this.draw(); }, ended);
    this.layer = new Layer(root);
    this.sources = new Sources(model, this.soon, ended);
    onChange(model, TRAITS, this.soon, ended);
    onResize([root], () => {
      this.scale = textScale(root);
      this.soon();
    }, ended);
    const until = { signal: ended };
    root.addEventListener("keydown", this.press, until);
    root.addEventListener("focus", this.enter, until);
    root.addEventListener("blur", this.leave, until);
    const { plot } = this.layer;
    plot.addEventListener("pointerdown", this.down, until);
    plot.addEventListener("pointermove", this.move, until);
    plot.addEventListener("pointerup", this.up, until);
    plot.addEventListener("pointercancel", this.giveUp, until);
    plot.addEventListener("pointerleave", this.leavePlot, until);
    plot.addEventListener("mousedown", this.keepFromPage, until);
    plot.addEventListener("dblclick", () => { this.setWindow(null); }, until);
  }

  draw(): void {
    const lines = this.sources.lines;
    this.layer.fit(scaled(this.model.get("margin"), this.scale), extent(lines) === null);
    // without a place don't read sizes: that would cost a page layout at each update
    const found = this.place && reading(lines, this.place(), this.shown);
    if (found === null) {
      this.layer.hide();
    } else {
      this.last = found.x;
      this.layer.show(found, this.pixel(found.x), this.dots(found), this.isNew ? HINT : "");
    }
  }

  /** Where the points of the readout are drawn, within the axis of values. */
  private dots({ rows }: Reading): Dot[] {
    const [low, high] = this.sources.range("y_scale") ?? DEFAULT_RANGE;
    return rows.flatMap(({ point, line }) => {
      if (point === null || !holds([low, high], point.y)) {
        return [];
      }
      const y = ((high - point.y) / (high - low)) * this.layer.plot.clientHeight;
      return [{ x: this.pixel(point.x), y, line }];
    });
  }

  private pixel(x: number): number {
    return (x - this.shown.range[0]) / this.shown.perPixel;
  }

  private x(pixel: number): number {
    return this.shown.range[0] + pixel * this.shown.perPixel;
  }

  private get shown(): Shown {
    const { model, range } = this;
    return {
      range,
      perPixel: width(range) / this.across,
      isLog: model.get("is_log"),
      xWord: model.get("x_word"),
      events: model.get("events"),
    };
  }

  /** The width of the plot in pixels. */
  private get across(): number {
    return Math.max(1, this.layer.plot.clientWidth);
  }

  /** The visible range. */
  private get range(): Range {
    return this.sources.range("x_scale") ?? extent(this.sources.lines) ?? DEFAULT_RANGE;
  }

  private get whole(): Range {
    const marks = extent(this.sources.lines) ?? [];
    const shown = this.isZoomed ? [] : this.sources.range("x_scale") ?? [];
    return rangeOf(this.model.get("whole")) ?? hull([...marks, ...shown]) ?? DEFAULT_RANGE;
  }

  private get isZoomed(): boolean {
    return rangeOf(this.model.get("window")) !== null;
  }

  private readonly enter = (): void => {
    const last = extent(walked(this.sources.lines))?.[1];
    if (this.place === null && last !== undefined) {
      this.isNew = true;
      this.go(this.last ?? last);
    }
  };

  private readonly leave = (): void => {
    this.isNew = false;
    this.place = null;
    this.soon();
  };

  private readonly leavePlot = (): void => {
    if (this.drag === null) {
      this.leave();
    }
  };

  private readonly down = (event: PointerEvent): void => {
    const isPan = this.isPan(event);
    if (isPan || (event.button === 0 && !event.shiftKey)) {
      this.drag = { from: this.pixelOf(event), pulled: isPan ? this.range : null };
      this.layer.plot.setPointerCapture(event.pointerId);
    }
    this.hover(event);
  };

  private readonly move = (event: PointerEvent): void => {
    if (this.drag?.pulled) {
      const share = (this.drag.from - this.pixelOf(event)) / this.across;
      this.setWindow(panned(this.drag.pulled, share, this.whole));
    }
    this.layer.choose(this.chosen(event));
    this.hover(event);
  };

  private readonly up = (event: PointerEvent): void => {
    const chosen = this.chosen(event);
    this.giveUp();
    if (chosen !== null) {
      this.setWindow(between(this.x(chosen[0]), this.x(chosen[1]), this.whole));
    }
  };

  private readonly giveUp = (): void => {
    this.drag = null;
    this.layer.choose(null);
  };

  /** The middle button would scroll the page, and Shift would select cells of the notebook. */
  private readonly keepFromPage = (event: MouseEvent): void => {
    if (this.isPan(event)) {
      event.stopPropagation();
      if (event.button === 1) {
        event.preventDefault();
      }
    }
  };

  private hover(event: PointerEvent): void {
    const pixel = this.inside(this.pixelOf(event));
    this.place = () => this.x(pixel);
    this.soon();
  }

  private isPan(event: MouseEvent): boolean {
    return this.isZoomed && (event.button === 1 || (event.button === 0 && event.shiftKey));
  }

  /** The two ends of the drag, in pixels, if it chooses a part. */
  private chosen(event: PointerEvent): Range | null {
    const [from, to] = [this.drag?.from ?? NaN, this.pixelOf(event)];
    const isLong = Math.abs(to - from) >= CLICK;
    return isLong && !this.drag?.pulled ? hull([this.inside(from), this.inside(to)]) : null;
  }

  private pixelOf(event: PointerEvent): number {
    return event.clientX - this.layer.plot.getBoundingClientRect().left;
  }

  private inside(pixel: number): number {
    return Math.max(0, Math.min(this.layer.plot.clientWidth, pixel));
  }

  private readonly press = (event: KeyboardEvent): void => {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    const act = this.keys.get(shiftKey ? `Shift ${key}` : key);
    const isOurs = key !== "Escape" || this.drag !== null || this.isZoomed || this.place !== null;
    if (act && isOurs && !ctrlKey && !altKey && !metaKey) {
      this.isNew = false;
      act();
      event.preventDefault();
      // JupyterLab moves between cells with the same keys
      event.stopPropagation();
    }
  };

  private step(side: 1 | -1): void {
    const from = this.last ?? -side * Infinity;
    const points = pointsOf(walked(this.sources.lines));
    const next = nearest(points.filter(({ x }) => (x - from) * side > 0), from, this.range);
    this.goNear(next?.x ?? from);
  }

  private goNear(at: number, range = this.range): void {
    const point = nearest(pointsOf(walked(this.sources.lines)), at, range);
    if (point !== null) {
      this.go(point.x);
    }
  }

  private go(x: number): void {
    this.place = () => x;
    this.last = x;
    const found = reading(this.sources.lines, x, this.shown);
    this.layer.announce(found === null ? "" : sentence(found));
    this.soon();
  }

  private pan(share: number): void {
    if (this.isZoomed) {
      this.zoom(panned(this.range, share, this.whole));
    }
  }

  private zoomBy(factor: number): void {
    const { last, range } = this;
    const middle = last !== null && holds(range, last) ? last : (range[0] + range[1]) / 2;
    this.zoom(zoomed(range, middle, factor, this.whole));
  }

  /** Says what is seen now, and keeps the cursor in sight, if there is a point. */
  private zoom(window: Range | null): void {
    if (window !== null && this.last !== null && !holds(window, this.last)) {
      this.goNear(this.last, window);
    }
    this.setWindow(window);
    const ends = window?.map((end) => place(end, width(window) / 100)).join(" to ");
    this.layer.announce(ends === undefined ? "The whole curve" : `${this.model.get("x_word")}s ${ends}`);
  }

  private setWindow(window: Range | null): void {
    this.model.set("window", [...(window ?? [])]);
    this.model.save_changes();
  }

  /** Leaves one thing at a time: a drag, then a zoomed range, then the cursor. */
  private escape(): void {
    if (this.drag !== null) {
      this.giveUp();
    } else if (this.isZoomed) {
      this.zoom(null);
    } else {
      this.leave();
    }
  }
}
