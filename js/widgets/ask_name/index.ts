import type { RenderProps } from "@anywidget/types";

import { TRAITS, type AskNameModel, type Said } from "./model";
import { NameLine } from "./view";

function render({ model, el }: RenderProps<AskNameModel>): () => void {
  const line = new NameLine(el);
  const listening = new AbortController();
  const { signal } = listening;
  const tell = (said: Said): void => {
    try {
      model.send(said);
    } catch {
      line.say("The kernel that saves it has ended.", true, false);
    }
  };
  const show = (): void => {
    if (model.get("is_asked")) {
      line.ask(model.get("suggestion"));
    } else {
      line.leave();
    }
  };
  const say = (): void => {
    line.say(model.get("note"), model.get("is_refused"), model.get("replaces"));
  };
  const cancel = (): void => {
    tell({ type: "cancel" });
  };
  const typed = (): void => {
    tell({ type: "typed", name: line.field.value });
  };
  const save = (event: Event): void => {
    event.preventDefault();
    tell({ type: model.get("replaces") ? "replace" : "save", name: line.field.value });
  };
  const hearKey = (event: KeyboardEvent): void => {
    event.stopPropagation(); // a notebook hears keys for itself
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    }
  };
  line.field.addEventListener("input", typed, { signal });
  line.field.addEventListener("keydown", hearKey, { signal });
  line.form.addEventListener("submit", save, { signal });
  line.cancel.addEventListener("click", cancel, { signal });
  model.on("change:is_asked", show);
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, say);
  }
  say();
  if (model.get("is_asked")) {
    show();
  }
  return () => {
    listening.abort();
    model.off("change:is_asked", show);
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, say);
    }
  };
}

export default { render };
