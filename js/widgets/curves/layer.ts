/** What is drawn over the plot: the vertical line, the points, the readout and the selected range. */

import { element } from "../../shared/element";
import type { Margin } from "./model";
import type { Line, Range } from "./points";
import type { Reading, Row } from "./reading";

const GAP = 12; // between the vertical line and the readout
const EDGE = 4; // between the readout and the plot's edges
/** Shares of the plot's height beyond which the readout changes sides. */
const [HIGH, LOW] = [0.4, 0.6];

export interface Dot {
  x: number;
  y: number;
  line: Line;
}

export class Layer {
  /** Takes the pointer; as large as the plot inside the figure's margins. */
  readonly plot = element("div", "dm-cursor-plot");
  private readonly band = element("div", "dm-cursor-band");
  private readonly line = element("div", "dm-cursor-line");
  private readonly dots = element("div", "dm-cursor-dots");
  // the live region says it
  private readonly readout = element("div", "dm-readout", "", { "aria-hidden": "true" });
  private readonly announcement = element("div", "dm-cursor-told", "", { "aria-live": "polite" });
  private isBelow = false;

  constructor(private readonly root: HTMLElement) {
    root.classList.add("dm-cursor");
    root.setAttribute("role", "application");
    root.setAttribute("aria-label", "Values of the curve: arrow keys move");
    root.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight Home End Plus - 0");
    root.dataset.lmSuppressShortcuts = "true";
    this.plot.append(this.band, this.line, this.dots);
    root.replaceChildren(this.plot, this.readout, this.announcement);
    this.choose(null);
  }

  /** Without values it lets the pointer through to what is below it. */
  fit({ top, right, bottom, left }: Margin, isEmpty: boolean): void {
    this.plot.style.inset = `${top}px ${right}px ${bottom}px ${left}px`;
    this.root.classList.toggle("dm-cursor-empty", isEmpty);
    this.root.tabIndex = isEmpty ? -1 : 0;
  }

  /** Marks a part, in pixels, or none. */
  choose(part: Range | null): void {
    const [low, high] = part ?? [0, 0];
    this.band.hidden = part === null;
    this.band.style.left = `${low}px`;
    this.band.style.width = `${high - low}px`;
  }

  hide(): void {
    this.line.hidden = this.dots.hidden = this.readout.hidden = true;
  }

  /** Shows the values at a place in pixels, with the hint below. */
  show(reading: Reading, at: number, dots: readonly Dot[], hint: string): void {
    this.line.hidden = this.dots.hidden = this.readout.hidden = false;
    this.line.style.transform = `translateX(${at}px)`;
    this.dots.replaceChildren(...dots.map(dot));
    this.readout.replaceChildren(...words(reading), element("div", "dm-readout-hint", hint));
    this.place(at, dots);
  }

  announce(sentence: string): void {
    this.announcement.textContent = sentence;
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
    this.isBelow = share < (this.isBelow ? LOW : HIGH);
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

function cells({ line, value, at }: Row): HTMLElement[] {
  const swatch = element("div", css("dm-readout-swatch", line));
  swatch.style.borderTopColor = line.color;
  swatch.style.borderTopStyle = line.stroke;
  const texts = Object.entries({ name: line.name, value, at });
  return [swatch, ...texts.map(([part, text]) => element("div", `dm-readout-${part}`, text))];
}

function dot({ x, y, line }: Dot): HTMLElement {
  const made = element("div", css("dm-cursor-dot", line));
  made.style.transform = `translate(${x}px, ${y}px)`;
  made.style.backgroundColor = line.color;
  return made;
}

function css(name: string, { isFirm }: Line): string {
  return isFirm ? name : `${name} dm-faint`;
}
