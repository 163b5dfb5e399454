/** A question below the table. Enter answers it, Escape closes it. */

import { button, element } from "../../../shared/element";
import type { Field, Form } from "./forms";
import type { Values } from "../model";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface FormPorts {
  answer: (values: Values) => void;
  cancel: () => void;
}

export class FormView {
  readonly root = element("form", "dm-models-form");
  private readonly controls: { field: Field; control: Control }[];
  private readonly cancel: HTMLButtonElement;
  private readonly touched = new Set<Control>();

  constructor(form: Form, private readonly ports: FormPorts) {
    this.controls = form.fields.map((field) => ({ field, control: controlOf(field) }));
    for (const { field, control } of this.controls) {
      const words = element("span", "dm-models-label", field.label);
      this.root.append(element("label", "dm-models-field", [words, control]));
      control.addEventListener("input", () => this.touched.add(control));
    }
    if (form.asks !== undefined) {
      this.root.append(element("span", "dm-models-label", form.asks));
    }
    const does = element("button", "dm-models-button dm-models-main", form.does, { type: "submit" });
    this.cancel = button("Cancel", "dm-models-button", ports.cancel);
    this.root.append(element("div", "dm-models-answers", [does, this.cancel]));
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answer();
    });
    this.root.addEventListener("keydown", (event) => { this.press(event); });
  }

  focus(): void {
    // a question without fields removes or replaces something: Enter, pressed twice, must not
    const control = this.controls[0]?.control ?? this.cancel;
    control.focus();
    if (control instanceof HTMLInputElement) {
      control.select();
    }
  }

  /** Fills in a suggested variable name that came later, if the field is unchanged. */
  suggest(text: string): void {
    const found = this.controls.find(({ field }) => field.name === "name");
    if (found !== undefined && !this.touched.has(found.control)) {
      found.control.value = text;
    }
  }

  private answer(): void {
    const missing = this.controls.find(({ field, control }) => field.isRequired && control.value.trim() === "");
    if (missing !== undefined) {
      missing.control.focus();
      return;
    }
    this.ports.answer(Object.fromEntries(this.controls.map(({ field, control }) => [field.name, control.value])));
  }

  /** JupyterLab keeps the browser from submitting a form at Enter, so this does it. */
  private press(event: KeyboardEvent): void {
    const target = event.target;
    const endsLine = target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.ports.cancel();
    } else if (event.key === "Enter" && !event.isComposing && !endsLine && !(target instanceof HTMLButtonElement)) {
      event.preventDefault();
      this.answer();
    }
  }
}

function controlOf(field: Field): Control {
  const control = bare(field);
  control.className = "dm-models-input";
  control.name = field.name;
  control.value = field.text;
  control.required = field.isRequired;
  return control;
}

function bare({ kind, hint, options }: Field): Control {
  if (kind === "choice") {
    const choice = document.createElement("select");
    choice.append(...options.map(([name, words]) => new Option(words, name)));
    return choice;
  }
  const control = document.createElement(kind === "lines" ? "textarea" : "input");
  control.placeholder = hint;
  control.autocomplete = "off";
  control.spellcheck = kind === "lines";
  if (control instanceof HTMLTextAreaElement) {
    control.rows = 3;
  }
  return control;
}
