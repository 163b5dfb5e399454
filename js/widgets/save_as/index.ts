import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { TRAITS, type AskNameModel, type NameMessage } from "./model";
import { NameLine } from "./view";

export default widget<AskNameModel>((model, el, ended) => {
  const line = new NameLine(el);
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
  line.field.addEventListener("input", typed, { signal: ended });
  line.field.addEventListener("keydown", handleKey, { signal: ended });
  line.form.addEventListener("submit", save, { signal: ended });
  line.cancel.addEventListener("click", cancel, { signal: ended });
  onChange(model, ["is_asked"], show, ended);
  onChange(model, TRAITS, say, ended);
  say();
  if (model.get("is_asked")) {
    show();
  }
});
