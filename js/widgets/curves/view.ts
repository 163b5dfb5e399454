/** One cursor: its place, the values there, and the visible range. */

import type { AnyModel } from "@anywidget/types";

import { oncePerFrame } from "../../shared/frame";
import { Layer, type Dot } from "./layer";
import type { CursorModel } from "./model";
import { listenToPointer } from "./pointer";
import { between, extent, holds, panned, rangeOf, union, walked, width, type Range } from "./points";
import { reading, sentence, type Reading, type Shown } from "./reading";
import type { Sources } from "./sources";
import { command, obey, type Walk } from "./walk";

/** While the axis moves, a pointer keeps its place on the screen, a place set by keys its x. */
type Place = { by: "pointer"; pixel: number } | { by: "keys"; x: number } | null;

const HINT = "← → move, + − zoom, 0 shows all";
const NOTHING: Range = [0, 1];

export class CursorView {
  private readonly layer: Layer;
  private readonly giveUp: () => boolean;
  private place: Place = null;
  private last: number | null = null;
  private pulledFrom: Range | null = null;
  readonly soon: () => void;
  /** It got the focus by Tab and no key was pressed yet. */
  private isNew = false;

  constructor(
    root: HTMLElement,
    private readonly model: AnyModel<CursorModel>,
    private readonly sources: Sources,
    private readonly zoom: (window: Range | null) => void,
    ended: AbortSignal,
  ) {
    this.soon = oncePerFrame(() => { this.draw(); }, ended);
    this.layer = new Layer(root);
    this.giveUp = listenToPointer(this.layer.plot, this.tasks(), ended);
    root.addEventListener("keydown", this.key, { signal: ended });
    root.addEventListener("focus", this.enter, { signal: ended });
    root.addEventListener("blur", this.leave, { signal: ended });
    this.draw();
  }

  private draw(): void {
    const lines = this.sources.lines;
    this.layer.fit(this.model.get("margin"));
    this.layer.setEmpty(extent(lines) === null);
    if (this.place === null) {
      // don't read sizes: that would cost a page layout at each update
      this.layer.show(null, 0, []);
      return;
    }
    const { place, shown } = this;
    const at = place.by === "keys" ? place.x : shown.range[0] + place.pixel * shown.perPixel;
    const found = reading(lines, at, shown);
    this.last = found?.x ?? this.last;
    const hint = this.isNew ? HINT : "";
    this.layer.show(found, this.pixel(found?.x ?? at, shown), this.dots(found, shown), hint);
  }

  /** Where the points of the readout are drawn, within the axis of values. */
  private dots(found: Reading | null, shown: Shown): Dot[] {
    const [low, high] = this.sources.yRange ?? NOTHING;
    const height = this.layer.plot.clientHeight;
    return (found?.rows ?? []).flatMap(({ point, color, isFirm }) => {
      if (point === null || !holds([low, high], point.y)) {
        return [];
      }
      const y = ((high - point.y) / (high - low)) * height;
      return [{ x: this.pixel(point.x, shown), y, color, isFirm }];
    });
  }

  private pixel(x: number, { range, perPixel }: Shown): number {
    return (x - range[0]) / perPixel;
  }

  private get shown(): Shown {
    const range = this.sources.xRange ?? extent(this.sources.lines) ?? NOTHING;
    return {
      range,
      perPixel: width(range) / Math.max(1, this.layer.plot.clientWidth),
      isLog: this.model.get("is_log"),
      xWord: this.model.get("x_word"),
      events: this.model.get("events"),
    };
  }

  /** The whole range. */
  private get whole(): Range {
    const marks = extent(this.sources.lines);
    const shown = this.isZoomed ? null : this.sources.xRange;
    return rangeOf(this.model.get("whole")) ?? union(marks, shown) ?? NOTHING;
  }

  private get isZoomed(): boolean {
    return rangeOf(this.model.get("window")) !== null;
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
      chosen: ([from, to]) => { this.zoom(between(x(from), x(to), this.whole)); },
      canPan: () => this.isZoomed,
      pulled: (by) => {
        this.pulledFrom ??= this.shown.range;
        const share = -by / Math.max(1, this.layer.plot.clientWidth);
        this.zoom(panned(this.pulledFrom, share, this.whole));
      },
      whole: () => { this.zoom(null); },
    };
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

  private readonly key = (event: KeyboardEvent): void => {
    const wanted = command(event);
    this.isNew &&= wanted === null;
    if (wanted !== null && obey(wanted, this.walk)) {
      event.preventDefault();
      // JupyterLab moves between cells with the same keys
      event.stopPropagation();
    }
  };

  private get walk(): Walk {
    return {
      lines: this.sources.lines,
      range: this.shown.range,
      whole: this.whole,
      isZoomed: this.isZoomed,
      at: this.last,
      xWord: this.model.get("x_word"),
      go: (x) => { this.go(x); },
      zoom: this.zoom,
      announce: (words) => { this.layer.announce(words); },
      giveUp: this.giveUp,
      leave: () => {
        const wasShown = this.place !== null;
        this.leave();
        return wasShown;
      },
    };
  }

  private go(x: number): void {
    this.place = { by: "keys", x };
    this.last = x;
    const found = reading(this.sources.lines, x, this.shown);
    this.layer.announce(found === null ? "" : sentence(found));
    this.soon();
  }
}
