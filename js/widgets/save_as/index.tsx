/** A line with a field for a name, Save and Cancel, and a note on what saving would do. */

import { createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { LONGEST, TRAITS, type AskNameModel, type NameMessage } from "./model";

export default widget<AskNameModel>((model, el, ended) => {
  const [field, closer] = [createRef<HTMLInputElement>(), createRef<HTMLButtonElement>()];
  let hasKernelEnded = false;
  const send = (message: NameMessage): void => {
    try {
      model.send(message);
      hasKernelEnded = false;
    } catch {
      hasKernelEnded = true;
    }
    draw();
  };
  const name = (): string => field.current?.value ?? "";
  const cancel = (): void => { send({ type: "cancel" }); };
  const save = (event: Event): void => {
    event.preventDefault();
    send({ type: model.get("replaces") ? "replace" : "save", name: name() });
  };
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation(); // a notebook has its own use for keys
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    }
  };
  const line = (): ComponentChild => {
    const replaces = !hasKernelEnded && model.get("replaces");
    const isRefused = hasKernelEnded || model.get("is_refused");
    return (
      <form class="dm-ask-name dm-question" hidden={!model.get("is_asked")} onSubmit={save}>
        <label>
          {"Save as "}
          <input ref={field} type="text" maxLength={LONGEST} spellcheck={false} autocomplete="off"
            data-lm-suppress-shortcuts="true" aria-invalid={isRefused} onKeyDown={press}
            onInput={() => { send({ type: "typed", name: name() }); }} />
        </label>
        <button type="submit" class="jupyter-button dm-button dm-main" disabled={isRefused}
          title={replaces ? "Replace the saved model (Enter)" : "Save the run under this name (Enter)"}>
          {replaces ? "Replace" : "Save"}
        </button>
        <button ref={closer} type="button" class="jupyter-button dm-button dm-closes" title="Don't save (Escape)"
          onClick={cancel}>Cancel</button>
        <span class={`dm-ask-note${isRefused ? " dm-failed" : ""}`} role="status">
          {hasKernelEnded ? "The kernel has ended, so the run can't be saved." : model.get("note")}
        </span>
      </form>
    );
  };
  const hasFocus = (): boolean => el.contains(document.activeElement);
  const ask = (): void => {
    if (model.get("is_asked") && field.current) {
      field.current.value = model.get("suggestion");
      field.current.focus({ preventScroll: true });
      field.current.select();
    }
  };
  // before the line is hidden, which would lose the focus
  onChange(model, ["is_asked"], () => {
    if (!model.get("is_asked") && hasFocus()) {
      el.closest(".dm-summary")?.querySelector<HTMLElement>(".dm-save-as")?.focus({ preventScroll: true });
    }
  }, ended);
  const draw = drawn(model, TRAITS, el, line, ended);
  onChange(model, ["is_asked"], ask, ended);
  onChange(model, ["replaces"], () => {
    if (model.get("replaces") && hasFocus()) {
      closer.current?.focus(); // Enter, pressed twice, must not replace anything
    }
  }, ended);
  ask();
});
