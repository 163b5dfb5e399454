/** The button: its label, its label when done, and the text beside it. */

import type { AnyModel } from "@anywidget/types";

import { element } from "../../shared/element";
import type { GiveModel } from "./model";

/** How long the button shows its label when done. */
export const SHOWN = 1500;
export const COPIED = "Copied";
const FAILED = "Not saved";
/** Other labels of a button, by its kind. */
const OTHERS = { copy: [], cell: [COPIED], file: [FAILED] };

export class GiveView {
  private readonly names = element("span", "dm-give-names");
  readonly button = element("button", "jupyter-button dm-button", [this.names], { type: "button" });
  private readonly told = element("span", "dm-give-told", "", { role: "status" });
  private readonly beside = element("span", "dm-give-beside");
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, private readonly model: AnyModel<GiveModel>, ended: AbortSignal) {
    ended.addEventListener("abort", () => { clearTimeout(this.timer); });
    root.classList.add("dm-give");
    root.replaceChildren(this.button, this.told, this.beside);
    this.draw();
  }

  /** Shows the label again instead of a message. */
  draw(): void {
    const [label, kind] = [this.model.get("label"), this.model.get("kind")];
    const all = [label, this.model.get("done_label"), ...OTHERS[kind]];
    this.names.replaceChildren(...all.map((words) => element("span", "", words)));
    this.button.classList.toggle("dm-works-alone", kind !== "file");
    this.button.title = this.model.get("tooltip");
    this.say(label);
  }

  wait(): void {
    this.button.setAttribute("aria-busy", "true");
    this.beside.replaceChildren();
  }

  done(words = this.model.get("done_label")): void {
    this.beside.replaceChildren();
    this.sayForAMoment(words);
  }

  failed(words: string): void {
    this.sayForAMoment(FAILED);
    this.told.textContent = words;
    this.beside.textContent = words;
  }

  /** The last resort: a field with the selected text, to copy by hand. */
  offer(text: string): void {
    const field = element("input", "dm-give-field", "", {
      type: "text",
      readonly: "",
      "aria-label": "Text to copy by hand",
      "data-lm-suppress-shortcuts": "true",
    });
    field.value = text;
    field.addEventListener("copy", () => {
      // after the browser has copied its text
      setTimeout(() => {
        this.done();
        this.button.focus();
      });
    });
    this.beside.replaceChildren(field);
    field.focus();
    field.select();
    this.told.textContent = "The browser blocked the copy: the text is selected.";
  }

  private sayForAMoment(words: string): void {
    this.say(words);
    this.told.textContent = words;
    this.timer = setTimeout(() => {
      this.say(this.model.get("label"));
      this.told.textContent = "";
    }, SHOWN);
  }

  /** All labels overlap, so that the widest one sets the button's width. */
  private say(words: string): void {
    clearTimeout(this.timer);
    this.button.removeAttribute("aria-busy");
    const all = [...this.names.children];
    const shown = all.find((each) => each.textContent === words);
    for (const each of all) {
      each.classList.toggle("dm-give-shown", each === shown);
      each.setAttribute("aria-hidden", String(each !== shown));
    }
  }
}
