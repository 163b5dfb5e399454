/** One example that a person opens: a large picture with the network's prediction. */

import { rgbOf } from "./colours";
import { button, element } from "./element";
import { bytesIn } from "./numbers";
import { putPixels, rgbaOf, type Picture } from "./pixels";

/** An empty dict. */
export type Nothing = Record<string, never>;

export interface Detail {
  /** The picture's number. */
  number: number;
  /** The row's place: "Row 1,234 of x". */
  title: string;
  truth: string;
  said: string;
  is_right: boolean;
  bars: Bar[];
  /** Which weights predicted it. */
  moment: string;
}

export interface Bar {
  name: string;
  /** From 0 to 1. */
  chance: number;
  is_true: boolean;
}

export function isDetail(detail: Detail | Nothing): detail is Detail {
  return typeof detail.number === "number";
}

const SIDE = 196;
const BELOW = 8; // between it and the end of the frame
/** Most letters of a class's name beside its bar; the title has all of it. */
const MOST_LETTERS = 10;

export class DetailView {
  private readonly canvas = element("canvas", "dm-wall-large", "", { role: "img" });
  private readonly title = element("div", "dm-wall-title");
  private readonly answer = element("div", "dm-wall-answer");
  private readonly bars = element("div", "dm-wall-bars");
  private readonly moment = element("div", "dm-note");
  private readonly button: HTMLButtonElement;
  readonly root: HTMLElement;

  /**
   * @param frame What it lies over, which grows if it is lower.
   * @param closed Called when a person has closed it: whether it had the focus.
   */
  constructor(private readonly frame: HTMLElement, private readonly closed: (hadFocus: boolean) => void) {
    this.button = button("Close", "dm-wall-close", () => { this.close(); });
    const parts = [this.title, this.canvas, this.answer, this.bars, this.moment, this.button];
    this.root = element("div", "dm-wall-detail", parts, { role: "dialog", "aria-label": "One example" });
    this.root.hidden = true;
  }

  isOpen(): boolean {
    return !this.root.hidden;
  }

  close(): void {
    const hadFocus = this.root.contains(document.activeElement);
    this.draw({}, false);
    this.closed(hadFocus);
  }

  /** @param takesFocus Whether it gets the focus if it was closed before. */
  draw(detail: Detail | Nothing, takesFocus: boolean): void {
    const wasOpen = this.isOpen();
    this.root.hidden = !isDetail(detail);
    if (isDetail(detail)) {
      this.fill(detail);
      if (!wasOpen && takesFocus) {
        this.button.focus({ preventScroll: true });
      }
    }
    this.makeRoom();
  }

  /** The panel would cut what is lower than the frame. */
  makeRoom(): void {
    const { offsetTop, offsetHeight } = this.root;
    this.frame.style.minHeight = this.isOpen() ? `${offsetTop + offsetHeight + BELOW}px` : "";
  }

  private fill(detail: Detail): void {
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
    if (typeof form.height !== "number") {
      return;
    }
    const picture = form as Picture;
    const { width, height } = picture;
    const scale = SIDE / Math.max(width, height);
    this.canvas.style.width = `${(width * scale).toString()}px`;
    this.canvas.style.height = `${(height * scale).toString()}px`;
    const ink = rgbOf(getComputedStyle(this.root).color);
    putPixels(this.canvas, rgbaOf(bytesIn(large), picture, ink), width, height);
    this.makeRoom(); // the pixels may come after the details
  }
}

/** `94.1 %`. */
export function percent(chance: number): string {
  return `${(100 * chance).toFixed(1)} %`;
}

function barOf({ name, chance, is_true: isTrue }: Bar): HTMLElement {
  const fill = element("span", "dm-wall-fill");
  fill.style.width = `${(100 * chance).toString()}%`;
  return element("div", isTrue ? "dm-wall-bar dm-wall-true" : "dm-wall-bar", [
    element("span", "dm-wall-name", name, { title: name, dir: "auto" }),
    element("span", "dm-wall-track", [fill]),
    element("span", "dm-wall-chance", percent(chance)),
  ]);
}

function pair(words: string, name: string, css: string): HTMLElement {
  const value = element("b", css, name, { dir: "auto" });
  return element("div", "dm-wall-pair", [element("span", "", `${words} `), value]);
}
