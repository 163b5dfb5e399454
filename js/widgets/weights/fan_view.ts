/** One fan: its title, axes, seven bands, median, and the last numbers. */

import { element, setAttribute, svg, write } from "../../shared/element";
import { HEIGHT, label, pathsOf, percent, share, spaced, WIDTH, type Time } from "./axis";
import { LINES, type Axis, type Fan } from "./model";

const BANDS = LINES - 2;
const MIDDLE = (BANDS - 1) / 2;
/** The opacity of the band in the middle, and how much less each one further out has. */
const DARKEST = 0.68;
const PALER = 0.17;

export class FanView {
  readonly root: HTMLElement;
  private readonly words = element("span", "");
  private readonly numbers = element("span", "dm-fan-numbers");
  private readonly across = element("div", "dm-fan-across");
  private readonly up = element("div", "dm-fan-up");
  private readonly svg = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
  });
  private readonly grid = path("dm-fan-grid");
  private readonly bands = Array.from({ length: BANDS }, (_, band) =>
    path("dm-fan-band", DARKEST - PALER * Math.abs(band - MIDDLE)),
  );
  private readonly median = path("dm-fan-median");
  private readonly best = path("dm-fan-best");

  constructor() {
    this.svg.append(this.grid, ...this.bands, this.median, this.best);
    const title = element("figcaption", "dm-fan-title", [this.words, this.numbers]);
    const plot = element("div", "dm-fan-plot", [this.up, this.svg]);
    this.root = element("figure", "dm-fan", [title, plot, this.across]);
  }

  draw(fan: Fan, time: Time, places: Float32Array, lines: Float32Array): void {
    const { axis: x, unit, best } = time;
    write(this.words, fan.title);
    write(this.numbers, `${fan.lowest} to ${fan.highest}, median ${fan.median}`);
    setAttribute(this.svg, "aria-label", fan.said);
    const paths = pathsOf(places, lines, x, fan.axis);
    this.bands.forEach((band, place) => { setAttribute(band, "d", paths.bands[place] ?? ""); });
    setAttribute(this.median, "d", paths.median);
    setAttribute(this.best, "d", best === null ? "" : upright(share(x, best)));
    setAttribute(this.grid, "d", gridOf(fan.axis));
    label(this.up, fan.axis, (at) => ({ bottom: percent(at) }));
    label(this.across, spaced(x), (at) => ({ left: percent(at) }), unit);
  }
}

function path(css: string, opacity = 1): SVGPathElement {
  return svg("path", { class: css, "vector-effect": "non-scaling-stroke", "fill-opacity": opacity });
}

function gridOf(axis: Axis): string {
  return axis.ticks
    .map((tick) => Math.round(HEIGHT * (1 - share(axis, tick))).toString())
    .map((height) => `M0 ${height}H${WIDTH.toString()}`)
    .join("");
}

function upright(at: number): string {
  return `M${Math.round(WIDTH * at).toString()} 0V${HEIGHT.toString()}`;
}
