/** A line with a field for a name, Save and Cancel, and a note on what saving would do. */

import { LONGEST } from "./model";

const REPLACE = "Replace";
const SAVE = "Save the run under this name (Enter)";

export class NameLine {
  readonly form = document.createElement("form");
  readonly field = document.createElement("input");
  readonly cancel = button("Cancel", "Don't save (Escape)");
  private readonly save = button("Save", SAVE);
  private readonly note = document.createElement("span");

  constructor(private readonly root: HTMLElement) {
    this.form.className = "dm-ask-name dm-question";
    this.form.hidden = true;
    this.field.type = "text";
    this.field.maxLength = LONGEST;
    this.field.spellcheck = false;
    this.field.autocomplete = "off";
    // JupyterLab would take key presses as its own shortcuts
    this.field.dataset.lmSuppressShortcuts = "true";
    this.save.type = "submit";
    this.save.classList.add("dm-main");
    this.cancel.classList.add("dm-closes");
    this.note.className = "dm-ask-note";
    this.note.setAttribute("role", "status");
    const label = document.createElement("label");
    label.append("Save as ", this.field);
    this.form.append(label, this.save, this.cancel, this.note);
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

function button(words: string, title: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "jupyter-button dm-button";
  made.textContent = words;
  made.title = title;
  return made;
}
