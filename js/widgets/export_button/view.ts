/** The button: its label, its label when done, and the text beside it. */

import type { Words } from "./model";

/** How long the button shows its label when done. */
export const SHOWN = 1500;
export const COPIED = "Copied";
const FAILED = "Not saved";
/** Other labels of a button, by its kind. */
const OTHERS = { copy: [], cell: [COPIED], file: [FAILED] };

export class GiveView {
  readonly button = document.createElement("button");
  private readonly names = document.createElement("span");
  private readonly told = document.createElement("span");
  private readonly beside = document.createElement("span");
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    private readonly read: () => Words,
  ) {
    root.classList.add("dm-give");
    this.button.type = "button";
    this.button.className = "jupyter-button dm-button";
    this.names.className = "dm-give-names";
    this.told.className = "dm-give-told";
    this.told.setAttribute("role", "status");
    this.beside.className = "dm-give-beside";
    this.button.append(this.names);
    root.replaceChildren(this.button, this.told, this.beside);
    this.draw();
  }

  /** Shows the label again instead of a message. */
  draw(): void {
    const { label, tooltip, kind, done_label } = this.read();
    this.names.replaceChildren(...[label, done_label, ...OTHERS[kind]].map(name));
    this.button.classList.toggle("dm-works-alone", kind !== "file");
    this.button.title = tooltip;
    this.say(label);
  }

  wait(): void {
    this.button.setAttribute("aria-busy", "true");
    this.beside.replaceChildren();
  }

  done(words = this.read().done_label): void {
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
    const field = document.createElement("input");
    field.type = "text";
    field.readOnly = true;
    field.value = text;
    field.className = "dm-give-field";
    field.setAttribute("aria-label", "Text to copy by hand");
    field.dataset.lmSuppressShortcuts = "true";
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

  close(): void {
    clearTimeout(this.timer);
  }

  private sayForAMoment(words: string): void {
    this.say(words);
    this.told.textContent = words;
    this.timer = setTimeout(() => {
      this.say(this.read().label);
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

function name(words: string): HTMLSpanElement {
  const made = document.createElement("span");
  made.textContent = words;
  return made;
}
