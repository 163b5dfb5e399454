/** One diagram: whether it is unfolded, the focused layer, and the drawing. */

import { draw } from "./draw";
import { layout, type Box } from "./layout";
import { button, element } from "../../shared/element";
import type { Column, NetworkModel } from "./model";

const ASSUMED_WIDTH = 640; // until the page has given the element a width
const LEAST_BESIDE = 320; // pixels for the text line and the gap before it

export class NetworkView {
  private readonly frame = element("div", "dm-frame");
  private readonly line = element("span", "dm-line");
  private readonly fold = button("Show fewer layers", "dm-fold", () => { this.unfold(false); });
  private boxes: Box[] = [];
  private targets: SVGGElement[] = [];
  private expanded = false;
  private width = 0;

  constructor(private readonly root: HTMLElement, private readonly read: () => NetworkModel) {
    root.classList.add("dm-network");
    root.replaceChildren(this.frame, element("div", "dm-foot", [this.line, this.fold]));
  }

  /** Redraws for a new width. */
  resize(width: number): void {
    const whole = Math.floor(width);
    if (whole > 0 && whole !== this.width) {
      this.width = whole;
      this.redraw();
    }
  }

  redraw(): void {
    const model = this.read();
    const width = this.width > 0 ? this.width : ASSUMED_WIDTH;
    const placed = layout(columnsOf(model, this.expanded), width);
    const drawing = draw(placed, model.description);
    this.boxes = placed.boxes;
    this.putFoot(width);
    this.targets = drawing.targets;
    this.targets.forEach((target, position) => { this.wire(target, position); });
    this.targets[0]?.setAttribute("tabindex", "0");
    this.fold.hidden = !(this.expanded && model.fold.gap);
    this.frame.replaceChildren(drawing.svg);
    this.describe(null);
  }

  /** Puts the text line beside the drawing if there is room: below, it would take height. */
  private putFoot(width: number): void {
    const end = Math.max(...this.boxes.map(({ slot }) => slot.x + slot.width));
    this.root.classList.toggle("dm-beside", width - end >= LEAST_BESIDE);
    this.root.style.setProperty("--dm-end", `${String(Math.ceil(end))}px`);
  }

  private wire(target: SVGGElement, position: number): void {
    const show = (): void => { this.describe(position); };
    const leave = (): void => { this.describe(null); };
    target.addEventListener("mouseenter", show);
    target.addEventListener("mouseleave", leave);
    target.addEventListener("focus", show);
    target.addEventListener("blur", leave);
    target.addEventListener("keydown", (event) => { this.key(event, position); });
    if (this.isFold(position)) {
      target.setAttribute("role", "button");
      target.setAttribute("aria-expanded", "false");
      target.classList.add("dm-unfold");
      target.addEventListener("click", () => { this.unfold(true); });
    }
  }

  /** Whether the box is the gap, which can be unfolded. */
  private isFold(position: number): boolean {
    return !this.expanded && this.boxes[position]?.column === this.read().fold.gap;
  }

  /** One stop for Tab, with arrow keys inside: sixty layers are not sixty stops. */
  private key(event: KeyboardEvent, position: number): void {
    const last = this.targets.length - 1;
    const goal = { ArrowLeft: position - 1, ArrowRight: position + 1, Home: 0, End: last }[event.key];
    if (goal !== undefined) {
      this.focus(Math.min(last, Math.max(0, goal)));
    } else if ((event.key === "Enter" || event.key === " ") && this.isFold(position)) {
      this.unfold(true);
    } else {
      return;
    }
    event.preventDefault();
    // JupyterLab moves between cells with the same keys.
    event.stopPropagation();
  }

  private focus(position: number): void {
    for (const target of this.targets) {
      target.setAttribute("tabindex", "-1");
    }
    const target = this.targets[position];
    target?.setAttribute("tabindex", "0");
    target?.focus();
  }

  /** The focus goes to the first layer that appeared, or back to the gap. */
  private unfold(expanded: boolean): void {
    const gap = this.boxes.findIndex((box) => box.column.role === "gap");
    this.expanded = expanded;
    this.redraw();
    const folded = this.boxes.findIndex((box) => box.column.role === "gap");
    this.focus(expanded ? gap : folded);
  }

  /** Writes the text line: about one box, or about the whole network. */
  private describe(position: number | null): void {
    const sentence = position === null ? undefined : this.boxes[position]?.column.sentence;
    this.line.classList.toggle("dm-one", sentence !== undefined);
    this.line.textContent = sentence ?? this.read().summary;
  }
}

/** All columns, or the ends of a network that is folded. */
function columnsOf({ columns, fold: { first = 0, last = 0, gap } }: NetworkModel, expanded: boolean): Column[] {
  return expanded || !gap ? columns : [...columns.slice(0, first), gap, ...columns.slice(-last)];
}
