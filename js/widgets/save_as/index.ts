import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import { TRAITS, type AskNameModel, type NameMessage } from "./model";
import { NameLine } from "./view";

function render({ model, el }: RenderProps<AskNameModel>): () => void {
  const line = new NameLine(el);
  const listening = new AbortController();
  const { signal } = listening;
  const send = (message: NameMessage): void => {
    try {
      model.send(message);
    } catch {
      line.say("The kernel has ended, so the run can't be saved.", true, false);
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
  const cancel = (): void => { send({ type: "cancel" }); };
  const typed = (): void => { send({ type: "typed", name: line.field.value }); };
  const save = (event: Event): void => {
    event.preventDefault();
    send({ type: model.get("replaces") ? "replace" : "save", name: line.field.value });
  };
  const handleKey = (event: KeyboardEvent): void => {
    event.stopPropagation(); // a notebook has its own use for keys
    if (event.key === "Escape") {
      event.preventDefault();
      cancel();
    }
  };
  line.field.addEventListener("input", typed, { signal });
  line.field.addEventListener("keydown", handleKey, { signal });
  line.form.addEventListener("submit", save, { signal });
  line.cancel.addEventListener("click", cancel, { signal });
  const stops = [onChange(model, ["is_asked"], show), onChange(model, TRAITS, say)];
  say();
  if (model.get("is_asked")) {
    show();
  }
  return () => {
    listening.abort();
    stops.forEach((stop) => { stop(); });
  };
}

export default { render };
