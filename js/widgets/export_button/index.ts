/** A button that gives a text or a file, and says for a moment that it did. */

import { listen, onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { element } from "../../shared/element";
import { BLOCKED, copied, fieldToCopy, save } from "../../shared/give";
import { LabelledButton } from "../../shared/labelled_button";
import { TRAITS, type Answer, type Ask, type GiveModel } from "./model";

const FAILED = "Not saved";

export default widget<GiveModel>((model, el, ended) => {
  const labels = (): string[] => [model.get("label"), model.get("done_label"), FAILED];
  const shown = new LabelledButton(() => labels().slice(0, model.get("kind") === "file" ? 3 : 2));
  const { button, status } = shown;
  const beside = element("span", "dm-give-beside");
  let key = "";

  const draw = (): void => {
    button.classList.toggle("dm-works-alone", model.get("kind") !== "file");
    button.title = model.get("tooltip");
    shown.say();
  };
  const done = (): void => {
    beside.replaceChildren();
    shown.say(model.get("done_label"), model.get("done_label"));
  };
  const fail = (words: string): void => {
    shown.say(FAILED, words);
    beside.textContent = words;
  };
  /** The last resort: a field with the selected text, to copy by hand. */
  const offer = (text: string): void => {
    const field = fieldToCopy(text, () => {
      done();
      button.focus();
    });
    beside.replaceChildren(field);
    field.focus();
    field.select();
    status.textContent = BLOCKED;
  };
  /** Asks the kernel for the file. Another page may ask too, so the answer has the key of the question. */
  const ask = (): void => {
    key = Math.random().toString(36);
    beside.replaceChildren();
    button.setAttribute("aria-busy", "true");
    try {
      model.send({ type: "give", key } satisfies Ask);
    } catch {
      fail("The kernel has ended, so the file can't be made.");
    }
  };
  const give = async (): Promise<void> => {
    const [kind, text] = [model.get("kind"), model.get("text")];
    if (kind === "file") {
      ask();
    } else if (await copied(text)) {
      done();
    } else {
      offer(text);
    }
  };
  const handle = (answer: Answer, buffers: DataView<ArrayBuffer>[]): void => {
    if (answer.key !== key) {
      return;
    }
    if (answer.type === "file") {
      save(answer.name, answer.mime, buffers[0] ?? "");
      done();
    } else {
      fail(answer.words);
    }
  };
  button.addEventListener("click", () => void give(), { signal: ended });
  listen(model, { "msg:custom": handle }, ended);
  onChange(model, TRAITS, draw, ended);
  ended.addEventListener("abort", () => { shown.end(); });
  el.classList.add("dm-give");
  el.replaceChildren(button, status, beside);
  draw();
});
