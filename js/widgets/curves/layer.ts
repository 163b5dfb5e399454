/** What is drawn over the plot: the vertical line, the points, the readout and the selected range. */

import { element } from "../../shared/element";
import type { Margin } from "./model";
import type { Reading, Row } from "./reading";

const GAP = 12; // between the vertical line and the readout
const EDGE = 4; // between the readout and the plot's edges
/** Shares of the plot's height beyond which the readout changes sides. */
const [HIGH, LOW] = [0.4, 0.6];

export interface Dot {
  x: number;
  y: number;
  color: string;
  isFirm: boolean;
}

export class Layer {
  /** Takes the pointer; as large as the plot inside the figure's margins. */
  readonly plot = element("div", "dm-cursor-plot");
  private readonly band = element("div", "dm-cursor-band");
  private readonly line = element("div", "dm-cursor-line");
  private readonly dots = element("div", "dm-cursor-dots");
  // the live region says it
  private readonly readout = element("div", "dm-readout", "", { "aria-hidden": "true" });
  private readonly told = element("div", "dm-cursor-told", "", { "aria-live": "polite" });
  private isBelow = false;

  constructor(private readonly root: HTMLElement) {
    root.classList.add("dm-cursor");
    root.setAttribute("role", "application");
    root.setAttribute("aria-label", "Values of the curve: arrow keys move");
    root.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight Home End Plus - 0");
    root.dataset.lmSuppressShortcuts = "true";
    this.plot.append(this.band, this.line, this.dots);
    root.replaceChildren(this.plot, this.readout, this.told);
    this.show(null, 0, []);
    this.choose(null);
  }

  fit({ top, right, bottom, left }: Margin): void {
    this.plot.style.inset = `${top}px ${right}px ${bottom}px ${left}px`;
  }

  /** Without values it lets the pointer through to what is below it. */
  setEmpty(isEmpty: boolean): void {
    this.root.classList.toggle("dm-cursor-empty", isEmpty);
    this.root.tabIndex = isEmpty ? -1 : 0;
  }

  choose(stretch: readonly [number, number] | null): void {
    this.band.hidden = stretch === null;
    if (stretch !== null) {
      const [low, high] = [Math.min(...stretch), Math.max(...stretch)];
      this.band.style.left = `${low}px`;
      this.band.style.width = `${high - low}px`;
    }
  }

  /** Shows the values at a place in pixels, or nothing, with the hint below. */
  show(reading: Reading | null, at: number, dots: readonly Dot[], hint = ""): void {
    this.line.hidden = this.dots.hidden = this.readout.hidden = reading === null;
    if (reading === null) {
      return;
    }
    this.line.style.transform = `translateX(${at}px)`;
    this.dots.replaceChildren(...dots.map(dot));
    this.readout.replaceChildren(...words(reading), element("div", "dm-readout-hint", hint));
    this.place(at, dots);
  }

  announce(sentence: string): void {
    this.told.textContent = sentence;
  }

  /** Beside the line, on the side that has room, and away from the points. */
  private place(at: number, dots: readonly Dot[]): void {
    const { plot, readout } = this;
    const right = at + GAP;
    const fits = right + readout.offsetWidth <= plot.clientWidth - EDGE;
    const left = fits ? right : Math.max(EDGE, at - GAP - readout.offsetWidth);
    const height = dots.reduce((all, each) => all + each.y, 0) / Math.max(1, dots.length);
    const share = height / Math.max(1, plot.clientHeight);
    // two limits, so that it keeps its side while a curve moves near one of them
    this.isBelow = this.isBelow ? share < LOW : share < HIGH;
    const room = plot.clientHeight - readout.offsetHeight - EDGE;
    const top = this.isBelow ? Math.max(EDGE, room) : EDGE;
    readout.style.left = `${plot.offsetLeft + left}px`;
    readout.style.top = `${plot.offsetTop + top}px`;
  }
}

function words({ head, rows, events }: Reading): HTMLElement[] {
  const table = element("div", "dm-readout-rows", rows.flatMap(cells));
  const happened = events.map((event) => element("div", "dm-readout-event", event));
  return [element("div", "dm-readout-head", head), table, ...happened];
}

function cells(row: Row): HTMLElement[] {
  const swatch = element("div", "dm-readout-swatch");
  swatch.style.borderTopColor = row.color;
  swatch.style.borderTopStyle = row.stroke;
  swatch.classList.toggle("dm-faint", !row.isFirm);
  const texts = (["name", "value", "at"] as const).map((part) => element("div", `dm-readout-${part}`, row[part]));
  return [swatch, ...texts];
}

function dot({ x, y, color, isFirm }: Dot): HTMLElement {
  const made = element("div", "dm-cursor-dot");
  made.style.transform = `translate(${x}px, ${y}px)`;
  made.style.backgroundColor = color;
  made.classList.toggle("dm-faint", !isFirm);
  return made;
}
