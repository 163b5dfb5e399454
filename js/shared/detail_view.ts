/** One large picture with the network's prediction. */

import { rgbOf } from "./colours";
import { isDetail, type Bar, type Detail, type Nothing } from "./detail";
import { element } from "./element";
import { bytesIn } from "./numbers";
import { rgbaOf, type Picture } from "./pixels";

const SIDE = 196;
/** Most letters of a class's name beside its bar; the title has all of it. */
const MOST_LETTERS = 10;

export class DetailView {
  readonly root = document.createElement("div");
  private readonly canvas = document.createElement("canvas");
  private readonly title = element("div", "dm-wall-title");
  private readonly answer = element("div", "dm-wall-answer");
  private readonly bars = element("div", "dm-wall-bars");
  private readonly moment = element("div", "dm-note");
  private readonly button = document.createElement("button");

  constructor(private readonly close: () => void) {
    this.root.className = "dm-wall-detail";
    this.root.setAttribute("role", "dialog");
    this.root.setAttribute("aria-label", "One example");
    this.root.hidden = true;
    this.canvas.className = "dm-wall-large";
    this.canvas.setAttribute("role", "img");
    this.button.type = "button";
    this.button.className = "dm-wall-close";
    this.button.textContent = "Close";
    this.button.addEventListener("click", this.close);
    this.root.append(this.title, this.canvas, this.answer, this.bars, this.moment, this.button);
  }

  isOpen(): boolean {
    return !this.root.hidden;
  }

  focus(): void {
    this.button.focus({ preventScroll: true });
  }

  draw(detail: Detail | Nothing): void {
    this.root.hidden = !isDetail(detail);
    if (!isDetail(detail)) {
      return;
    }
    this.title.textContent = detail.title;
    this.canvas.setAttribute("aria-label", `The example: ${detail.truth}`);
    this.answer.replaceChildren(
      pair("True", detail.truth, ""),
      pair("Predicted", detail.said, detail.is_right ? "" : "dm-wall-mistake"),
    );
    this.bars.hidden = detail.bars.length === 0;
    const longest = Math.max(1, ...detail.bars.map(({ name }) => name.length));
    this.bars.style.setProperty("--dm-wall-names", `${Math.min(longest, MOST_LETTERS).toString()}ch`);
    this.bars.replaceChildren(element("div", "dm-wall-heading", "Probability"), ...detail.bars.map(barOf));
    this.moment.textContent = detail.moment;
  }

  /** Draws pixels as squares, without smoothing. */
  drawPicture(large: DataView, form: Picture | Nothing): void {
    const context = this.canvas.getContext("2d");
    if (typeof form.height !== "number" || context === null) {
      return;
    }
    const picture = form as Picture;
    const { width, height } = picture;
    this.canvas.width = width;
    this.canvas.height = height;
    const scale = SIDE / Math.max(width, height);
    this.canvas.style.width = `${(width * scale).toString()}px`;
    this.canvas.style.height = `${(height * scale).toString()}px`;
    const ink = rgbOf(getComputedStyle(this.root).color);
    context.putImageData(new ImageData(rgbaOf(bytesIn(large), picture, ink), width, height), 0, 0);
  }

  end(): void {
    this.button.removeEventListener("click", this.close);
  }
}

/** `94.1 %`. */
export function percent(chance: number): string {
  return `${(100 * chance).toFixed(1)} %`;
}

function barOf({ name, chance, is_true: isTrue }: Bar): HTMLElement {
  const row = element("div", isTrue ? "dm-wall-bar dm-wall-true" : "dm-wall-bar");
  const label = element("span", "dm-wall-name", name);
  label.title = name;
  label.dir = "auto";
  const track = element("span", "dm-wall-track");
  const fill = element("span", "dm-wall-fill");
  fill.style.width = `${(100 * chance).toString()}%`;
  track.append(fill);
  row.append(label, track, element("span", "dm-wall-chance", percent(chance)));
  return row;
}

function pair(words: string, name: string, css: string): HTMLElement {
  const row = element("div", "dm-wall-pair");
  const value = element("b", css, name);
  value.dir = "auto";
  row.append(element("span", "", `${words} `), value);
  return row;
}
