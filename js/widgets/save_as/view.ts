/** A line with a field for a name, Save and Cancel, and a note on what saving would do. */

import { element } from "../../shared/element";
import { LONGEST } from "./model";

const REPLACE = "Replace";
const SAVE = "Save the run under this name (Enter)";

export class NameLine {
  readonly field = element("input", "", "", {
    type: "text",
    maxlength: LONGEST.toString(),
    spellcheck: "false",
    autocomplete: "off",
    // JupyterLab would take key presses as its own shortcuts
    "data-lm-suppress-shortcuts": "true",
  });
  private readonly save = element("button", "jupyter-button dm-button dm-main", "Save", { type: "submit", title: SAVE });
  readonly cancel = element("button", "jupyter-button dm-button dm-closes", "Cancel", {
    type: "button",
    title: "Don't save (Escape)",
  });
  private readonly note = element("span", "dm-ask-note", "", { role: "status" });
  readonly form: HTMLFormElement;

  constructor(private readonly root: HTMLElement) {
    const label = element("label", "", ["Save as ", this.field]);
    this.form = element("form", "dm-ask-name dm-question", [label, this.save, this.cancel, this.note]);
    this.form.hidden = true;
    root.replaceChildren(this.form);
  }

  /** Shows the line with a suggested name, selected. */
  ask(suggestion: string): void {
    this.field.value = suggestion;
    this.form.hidden = false;
    this.field.focus({ preventScroll: true });
    this.field.select();
  }

  /** Hides the line; the focus returns to the button that opened it. */
  leave(): void {
    const hadFocus = this.form.contains(document.activeElement);
    this.form.hidden = true;
    if (hadFocus) {
      const asker = this.root.closest(".dm-summary")?.querySelector<HTMLElement>(".dm-save-as");
      asker?.focus({ preventScroll: true });
    }
  }

  say(note: string, isRefused: boolean, replaces: boolean): void {
    if (replaces && this.save.textContent !== REPLACE && this.form.contains(document.activeElement)) {
      this.cancel.focus(); // Enter, pressed twice, must not replace anything
    }
    this.save.textContent = replaces ? REPLACE : "Save";
    this.save.title = replaces ? "Replace the saved model (Enter)" : SAVE;
    this.note.textContent = note;
    this.note.classList.toggle("dm-failed", isRefused);
    this.save.disabled = isRefused;
    this.field.setAttribute("aria-invalid", String(isRefused));
  }
}
