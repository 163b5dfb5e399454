/** The button as it is shown: its words, what it says when it is done, and what stands beside it. */

import type { Words } from "./model";

/** How long the button says that it is done. */
export const SHOWN = 1500;
export const COPIED = "Copied";
const FAILED = "Not saved";
/** What a button of each kind may say besides its label and that it is done. */
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

  /** Writes the label anew; what it says for a moment ends. */
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

  /** The last way to copy: a person does it, and the field goes. */
  offer(text: string): void {
    const field = document.createElement("input");
    field.type = "text";
    field.readOnly = true;
    field.value = text;
    field.className = "dm-give-field";
    field.setAttribute("aria-label", "Text to copy by hand");
    field.dataset.lmSuppressShortcuts = "true";
    field.addEventListener("copy", () => {
      // after the browser has copied what stands in it
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

  /** All names lie on one another, so that the widest gives the button its width. */
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
