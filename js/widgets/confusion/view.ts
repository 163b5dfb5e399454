/** The matrix, the choice between counts and shares, and a sentence on one cell. */

import type { AnyModel } from "@anywidget/types";

import { button, element, setAttribute, write } from "../../shared/element";
import { MOST_WITH_NUMBERS, sentence, wholeSentence, type Place } from "./format";
import { Grid } from "./grid";
import type { Ask, ConfusionModel } from "./model";

export class ConfusionView {
  private readonly grid: Grid;
  private readonly line = element("p", "dm-confusion-line");
  private readonly note = element("p", "dm-note");
  private readonly counts = button("counts", "dm-pick", () => { this.choose(false); });
  private readonly shares = button("shares, %", "dm-pick", () => { this.choose(true); });
  private looked: Place | null = null;

  constructor(root: HTMLElement, private readonly model: AnyModel<ConfusionModel>, ended: AbortSignal) {
    this.grid = new Grid({ open: this.open, close: this.close, look: this.look }, ended);
    const group = { role: "group", "aria-label": "What the cells show" };
    const choice = element("div", "dm-picks", [this.counts, this.shares], group);
    const head = element("div", "dm-confusion-head", [element("h4", "", "Confusion matrix"), choice]);
    const side = element("span", "dm-confusion-side", "true");
    const body = element("div", "dm-confusion-body", [side, this.grid.root]);
    const parts = [head, body, this.line, this.note];
    root.replaceChildren(element("div", "dm-confusion", parts, { "data-lm-suppress-shortcuts": "true" }));
    this.draw();
  }

  readonly draw = (): void => {
    const [matrix, isShares] = [this.model.get("matrix"), this.model.get("is_shares")];
    this.grid.draw(matrix, this.model.get("chosen"), isShares);
    setAttribute(this.counts, "aria-pressed", String(!isShares));
    setAttribute(this.shares, "aria-pressed", String(isShares));
    const isSmall = matrix.names.length > MOST_WITH_NUMBERS;
    this.counts.parentElement?.toggleAttribute("hidden", isSmall);
    write(this.note, matrix.note);
    this.note.hidden = matrix.note === "";
    this.say();
  };

  private readonly look = (place: Place | null): void => {
    this.looked = place;
    this.say();
  };

  private readonly open = ({ row, column }: Place): void => {
    const { classes } = this.model.get("matrix");
    const [truth, predicted] = [classes[row], classes[column]];
    if (truth !== undefined && predicted !== undefined) {
      this.model.send({ type: "cell", true: truth, predicted } satisfies Ask);
    }
  };

  private readonly close = (): boolean => {
    const isOpen = this.model.get("chosen").length > 0;
    if (isOpen) {
      this.model.send({ type: "close" } satisfies Ask);
    }
    return isOpen;
  };

  private choose(isShares: boolean): void {
    this.model.set("is_shares", isShares);
    this.model.save_changes();
    this.draw();
  }

  private say(): void {
    const matrix = this.model.get("matrix");
    const isThere = this.looked !== null && this.looked.row < matrix.names.length;
    write(this.line, isThere && this.looked !== null ? sentence(matrix, this.looked) : wholeSentence(matrix));
  }
}
