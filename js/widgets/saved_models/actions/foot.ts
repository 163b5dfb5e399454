/** Below the table: the number of chosen models, the buttons or a question, and the status. */

import { button, element, setAttribute, write } from "../../../shared/element";
import type { FormView } from "./form_view";
import type { ActionName, Status } from "../model";
import type { Offer } from "./offers";

export interface FootPorts {
  act: (act: ActionName) => void;
  undo: () => void;
}

export class Foot {
  readonly root = element("div", "dm-models-foot");
  private readonly bar = element("div", "dm-models-bar");
  private readonly words = element("span", "dm-models-chosen");
  private readonly group = element("div", "dm-models-buttons");
  private readonly buttons = new Map<ActionName, HTMLButtonElement>();
  private readonly told = element("div", "dm-models-told");
  private readonly status = element("span", "dm-models-status");
  private readonly trash = element("div", "dm-models-told dm-models-trash");
  private readonly trashWords = element("span", "dm-models-place");
  private readonly trashButtons = new Map<ActionName, HTMLButtonElement>();
  private readonly undo: HTMLButtonElement;
  private form: FormView | null = null;

  constructor(private readonly ports: FootPorts) {
    this.group.setAttribute("role", "group");
    this.group.setAttribute("aria-label", "Actions for the chosen models");
    this.status.setAttribute("role", "status");
    this.undo = button("Undo", "dm-models-undo", ports.undo);
    this.bar.append(this.words, this.group);
    this.told.append(this.status, this.undo);
    this.trash.hidden = true;
    this.root.append(this.bar, this.told, this.trash);
  }

  /** The content of the trash, and its buttons. */
  drawTrash(words: string, offers: readonly Offer[]): void {
    write(this.trashWords, words, words);
    const names = offers.map(({ act }) => act).join();
    if (names !== [...this.trashButtons.keys()].join() || !this.trash.hasChildNodes()) {
      this.trashButtons.clear();
      for (const { act, words: label } of offers) {
        this.trashButtons.set(act, this.buttonOf(act, label));
      }
      this.trash.replaceChildren(this.trashWords, ...this.trashButtons.values());
    }
    this.trash.hidden = words === "";
    this.hideIfEmpty();
  }

  drawOffers(words: string, offers: readonly Offer[]): void {
    write(this.words, words, words);
    const names = offers.map(({ act }) => act);
    if (names.join() !== [...this.buttons.keys()].join()) {
      this.buttons.clear();
      for (const { act, words: label } of offers) {
        this.buttons.set(act, this.buttonOf(act, label));
      }
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
