/** One shown cursor: where it stands, what is read there, and what part is looked at. */

import { command, type Command } from "./keys";
import { Layer, type Dot } from "./layer";
import type { CursorModel } from "./model";
import { listenToPointer } from "./pointer";
import { beside, extent, nearest, walked, type Line } from "./points";
import { between, holds, panned, rangeOf, union, width, zoomed, type Range } from "./range";
import { reading, sentence, type Reading, type Shown } from "./reading";
import type { Sources } from "./sources";

type Facts = Omit<CursorModel, "lines" | "x_scale" | "y_scale">;

/** A pointer keeps its place on the screen while the axis moves, the keys theirs on the axis. */
type Place = { by: "pointer"; pixel: number } | { by: "keys"; x: number } | null;

const NOTHING: Range = [0, 1];
const ZOOM = 0.5;
const STEP = 0.25; // of the width, with each press of a key

export class CursorView {
  private readonly layer: Layer;
  private readonly pointer: ReturnType<typeof listenToPointer>;
  private place: Place = null;
  private last: number | null = null;
  private pulledFrom: Range | null = null;
  private frame = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly read: () => Facts,
    private readonly sources: Sources,
    private readonly look: (window: Range | null) => void,
  ) {
    this.layer = new Layer(root);
    this.pointer = listenToPointer(this.layer.plot, this.tasks());
    root.addEventListener("keydown", this.key);
    root.addEventListener("focus", this.enter);
    root.addEventListener("blur", this.leave);
    this.draw();
  }

  /** Draws anew before the next frame, however often it is asked for. */
  readonly soon = (): void => {
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  };

  close(): void {
    cancelAnimationFrame(this.frame);
    this.pointer.close();
    this.root.removeEventListener("keydown", this.key);
    this.root.removeEventListener("focus", this.enter);
    this.root.removeEventListener("blur", this.leave);
  }

  private draw(): void {
    const lines = this.sources.lines;
    this.layer.fit(this.read().margin);
    this.layer.setEmpty(extent(lines) === null);
    const shown = this.shown;
    const found = this.found(lines, shown);
    const at = this.place?.by === "pointer" ? this.place.pixel : this.pixel(found?.x ?? 0, shown);
    this.layer.show(found, found === null ? at : this.pixel(found.x, shown), this.dots(found, shown));
  }

  private found(lines: readonly Line[], shown: Shown): Reading | null {
    if (this.place === null) {
      return null;
    }
    const { place } = this;
    const at = place.by === "keys" ? place.x : shown.range[0] + place.pixel * shown.perPixel;
    const found = reading(lines, at, shown);
    this.last = found?.x ?? this.last;
    return found;
  }

  private dots(found: Reading | null, shown: Shown): Dot[] {
    const [low, high] = this.sources.yRange ?? NOTHING;
    const height = this.layer.plot.clientHeight;
    return (found?.rows ?? []).map(({ point, color, isFirm }) => ({
      x: this.pixel(point.x, shown),
      y: ((high - point.y) / (high - low)) * height,
      color,
      isFirm,
    }));
  }

  private pixel(x: number, { range, perPixel }: Shown): number {
    return (x - range[0]) / perPixel;
  }

  private get shown(): Shown {
    const facts = this.read();
    const range = this.sources.xRange ?? extent(this.sources.lines) ?? NOTHING;
    return {
      range,
      perPixel: width(range) / Math.max(1, this.layer.plot.clientWidth),
      isLog: facts.is_log,
      xWord: facts.x_word,
      events: facts.events,
    };
  }

  /** All that there is to look at. */
  private get whole(): Range {
    const marks = extent(this.sources.lines);
    const shown = this.isZoomed ? null : this.sources.xRange;
    return rangeOf(this.read().whole) ?? union(marks, shown) ?? NOTHING;
  }

  private get isZoomed(): boolean {
    return rangeOf(this.read().window) !== null;
  }

  private tasks(): Parameters<typeof listenToPointer>[1] {
    const x = (pixel: number): number => this.shown.range[0] + pixel * this.shown.perPixel;
    return {
      hover: (pixel) => {
        this.place = { by: "pointer", pixel };
        this.soon();
      },
      leave: this.leave,
      choosing: (stretch) => {
        this.pulledFrom = null;
        this.layer.choose(stretch);
      },
      chosen: ([from, to]) => {
        this.look(between(x(from), x(to), this.whole));
      },
      canPan: () => this.isZoomed,
      pulled: (by) => {
        this.pulledFrom ??= this.shown.range;
        const share = -by / Math.max(1, this.layer.plot.clientWidth);
        this.look(panned(this.pulledFrom, share, this.whole));
      },
      whole: () => {
        this.look(null);
      },
    };
  }

  private readonly enter = (): void => {
    const last = extent(walked(this.sources.lines))?.[1];
    if (this.place === null && last !== undefined) {
      this.go(this.last ?? last);
    }
  };

  private readonly leave = (): void => {
    this.place = null;
    this.soon();
  };

  private readonly key = (event: KeyboardEvent): void => {
    const wanted = command(event);
    if (wanted !== null && this.obey(wanted)) {
      event.preventDefault();
      // JupyterLab moves between cells with the same keys
      event.stopPropagation();
    }
  };

  /** Whether the key had anything to do: Escape is passed on once there is nothing to leave. */
  private obey(wanted: Command): boolean {
    const { range } = this.shown;
    switch (wanted) {
      case "previous":
      case "next":
        this.step(wanted === "next" ? 1 : -1);
        return true;
      case "first":
      case "last":
        this.end(wanted === "last" ? 1 : -1);
        return true;
      case "pan left":
      case "pan right":
        if (this.isZoomed) {
          this.lookAt(panned(range, wanted === "pan right" ? STEP : -STEP, this.whole));
        }
        return true;
      case "in":
      case "out": {
        const at = this.last ?? (range[0] + range[1]) / 2;
        this.lookAt(zoomed(range, at, wanted === "in" ? ZOOM : 1 / ZOOM, this.whole));
        return true;
      }
      case "whole":
        this.lookAt(null);
        return true;
      case "leave":
        return this.escape();
    }
  }

  private escape(): boolean {
    if (this.pointer.giveUp()) {
      return true;
    }
    if (this.isZoomed) {
      this.lookAt(null);
      return true;
    }
    const wasShown = this.place !== null;
    this.leave();
    return wasShown;
  }

  private step(step: 1 | -1): void {
    const { range } = this.shown;
    const from = this.last ?? (step === 1 ? -Infinity : Infinity);
    const next = beside(walked(this.sources.lines), from, step);
    this.go(next !== null && holds(range, next) ? next : this.last);
  }

  /** The first or the last point in sight. */
  private end(side: 1 | -1): void {
    const { range } = this.shown;
    const edge = side === 1 ? range[1] : range[0];
    const points = walked(this.sources.lines).flatMap((line) => nearest(line, edge)?.x ?? []);
    const seen = points.filter((x) => holds(range, x));
    this.go(seen.length === 0 ? this.last : side === 1 ? Math.max(...seen) : Math.min(...seen));
  }

  private go(x: number | null): void {
    if (x === null) {
      return;
    }
    this.place = { by: "keys", x };
    this.last = x;
    const found = reading(this.sources.lines, x, this.shown);
    this.layer.tell(found === null ? "" : sentence(found));
    this.soon();
  }

  private lookAt(window: Range | null): void {
    this.look(window);
    const [low, high] = window ?? [0, 0];
    const part = `${this.read().x_word}s ${low.toPrecision(3)} to ${high.toPrecision(3)}`;
    this.layer.tell(window === null ? "The whole curve" : part);
  }
}
