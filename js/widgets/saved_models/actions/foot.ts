/** Below the table: the number of chosen models, the buttons or a question, and the status. */

import { button, element, setAttribute, write } from "../../../shared/element";
import type { FormView } from "./form_view";
import type { ActionName, Status } from "../model";
import type { Offer } from "./offers";

export interface FootPorts {
  act: (act: ActionName) => void;
  undo: () => void;
}

const GROUP = { role: "group", "aria-label": "Actions for the chosen models" };

export class Foot {
  private readonly words = element("span", "dm-models-chosen");
  private readonly group = element("div", "dm-models-buttons", "", GROUP);
  private readonly bar = element("div", "dm-models-bar", [this.words, this.group]);
  private readonly buttons = new Map<ActionName, HTMLButtonElement>();
  private readonly status = element("span", "dm-models-status", "", { role: "status" });
  private readonly undo: HTMLButtonElement;
  private readonly told: HTMLElement;
  private readonly trashWords = element("span", "dm-models-place");
  private readonly trash = element("div", "dm-models-told dm-models-trash");
  private readonly trashButtons = new Map<ActionName, HTMLButtonElement>();
  private form: FormView | null = null;
  readonly root: HTMLElement;

  constructor(private readonly ports: FootPorts) {
    this.undo = button("Undo", "dm-models-undo", ports.undo);
    this.told = element("div", "dm-models-told", [this.status, this.undo]);
    this.trash.hidden = true;
    this.root = element("div", "dm-models-foot", [this.bar, this.told, this.trash]);
  }

  /** The content of the trash, and its buttons. */
  drawTrash(words: string, offers: readonly Offer[]): void {
    write(this.trashWords, words, words);
    if (this.fit(this.trashButtons, offers) || !this.trash.hasChildNodes()) {
      this.trash.replaceChildren(this.trashWords, ...this.trashButtons.values());
    }
    this.trash.hidden = words === "";
    this.hideIfEmpty();
  }

  drawOffers(words: string, offers: readonly Offer[]): void {
    write(this.words, words, words);
    if (this.fit(this.buttons, offers)) {
      this.group.replaceChildren(...this.buttons.values());
    }
    for (const { act, why } of offers) {
      const made = this.buttons.get(act);
      if (made !== undefined) {
        made.title = why;
        setAttribute(made, "aria-disabled", why ? "true" : null);
      }
    }
    this.hideIfEmpty();
  }

  drawStatus({ words, kind, undo }: Status): void {
    write(this.status, words);
    this.status.className = `dm-models-status${kind ? ` dm-${kind}` : ""}`;
    setAttribute(this.root, "aria-busy", kind === "busy" ? "true" : null);
    this.undo.hidden = undo === "";
    this.told.hidden = words === "" && undo === "";
    this.hideIfEmpty();
  }

  /** Shows a question instead of the buttons. */
  ask(form: FormView): void {
    this.form?.root.remove();
    this.form = form;
    this.bar.hidden = true;
    this.root.prepend(form.root);
    form.focus();
  }

  /** Shows the buttons again, and focuses the one that asked, if the question had the focus. */
  endAsking(act: ActionName): void {
    const hadFocus = this.form?.root.contains(document.activeElement) ?? false;
    this.form?.root.remove();
    this.form = null;
    this.bar.hidden = false;
    if (hadFocus) {
      (this.buttons.get(act) ?? this.trashButtons.get(act))?.focus();
    }
  }

  private hideIfEmpty(): void {
    this.root.hidden = this.buttons.size === 0 && this.told.hidden && this.trash.hidden;
  }

  /** Makes the buttons if others are offered; returns whether it did. */
  private fit(buttons: Map<ActionName, HTMLButtonElement>, offers: readonly Offer[]): boolean {
    if (offers.map(({ act }) => act).join() === [...buttons.keys()].join()) {
      return false;
    }
    buttons.clear();
    offers.forEach(({ act, words }) => buttons.set(act, this.buttonOf(act, words)));
    return true;
  }

  /** A disabled button stays focusable, so that it can say why. */
  private buttonOf(act: ActionName, words: string): HTMLButtonElement {
    const made = button(words, `dm-models-button${act === "load" ? " dm-models-main" : ""}`, () => {
      if (made.getAttribute("aria-disabled") !== "true") {
        this.ports.act(act);
      }
    });
    made.dataset.act = act;
    return made;
  }
}
