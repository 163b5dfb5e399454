/** A question below the table. Enter answers it, Escape closes it. */

import type { ComponentChild, TargetedEvent, TargetedKeyboardEvent } from "preact";

import type { ActionName, Values } from "../model";
import type { Field, Form } from "./actions";

export interface Asking {
  act: ActionName;
  keys: string[];
  form: Form;
  /** What was typed, or is known without a field. */
  texts: Values;
}

interface Props {
  asking: Asking;
  suggestion: string;
  answer: (asking: Asking, values: Values) => void;
  cancel: () => void;
}

export function FormView({ asking, suggestion, answer, cancel }: Props): ComponentChild {
  const { form, texts } = asking;
  const textOf = ({ name, text = suggestion }: Field): string => texts[name] ?? text;
  const submit = (event: TargetedEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const missing = form.fields.find((field) => field.isRequired && textOf(field).trim() === "");
    if (missing) {
      event.currentTarget.querySelector<HTMLElement>(`[name=${missing.name}]`)?.focus();
    } else {
      answer(asking, { ...texts, ...Object.fromEntries(form.fields.map((field) => [field.name, textOf(field)])) });
    }
  };
  /** JupyterLab keeps the browser from submitting a form at Enter, so this does it. */
  const press = (event: TargetedKeyboardEvent<HTMLFormElement>): void => {
    const target = event.target;
    const endsLine = target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (event.key === "Enter" && !event.isComposing && !endsLine && !(target instanceof HTMLButtonElement)) {
      submit(event);
    }
  };
  const control = (field: Field): ComponentChild => {
    const { name, hint, isRequired, hasLines, options } = field;
    const all = {
      class: "dm-models-input",
      name,
      value: textOf(field),
      required: isRequired ?? false,
      onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) => {
        texts[name] = event.currentTarget.value;
      },
    };
    if (options) {
      return <select {...all}>{options.map(([value, words]) => <option value={value}>{words}</option>)}</select>;
    }
    const typed = { ...all, placeholder: hint ?? "", autocomplete: "off", spellcheck: hasLines ?? false } as const;
    return hasLines ? <textarea {...typed} rows={3} /> : <input {...typed} />;
  };
  return (
    <form class="dm-models-form" onSubmit={submit} onKeyDown={press}>
      {form.fields.map((field) => (
        <label key={field.name} class="dm-models-field">
          <span class="dm-models-label">{field.label}</span>
          {control(field)}
        </label>
      ))}
      {form.asks !== undefined && <span class="dm-models-label">{form.asks}</span>}
      <div class="dm-models-answers">
        <button type="submit" class="dm-models-button dm-models-main">{form.does}</button>
        <button type="button" class="dm-models-button" onClick={cancel}>Cancel</button>
      </div>
    </form>
  );
}
