/** A button that gives a text or a file, and says for a moment that it did. */

import { listen, onChange } from "../../link/listen";
import { property } from "../../link/property";
import { widget } from "../../link/widget";
import { element } from "../../shared/element";
import { copied, putInCell, save } from "./give";
import { TRAITS, type Answer, type Ask, type GiveModel } from "./model";

/** How long the button says that it is done. */
const SHOWN = 1500;
const COPIED = "Copied";
const FAILED = "Not saved";

export default widget<GiveModel>((model, el, ended) => {
  const names = element("span", "dm-give-names");
  const button = element("button", "jupyter-button dm-button", [names], { type: "button" });
  const told = element("span", "dm-give-told", "", { role: "status" });
  const beside = element("span", "dm-give-beside");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let key = "";

  /** Shows one of the labels. They overlap, so that the widest one sets the button's width. */
  const say = (shown: string, words = ""): void => {
    const other = model.get("kind") === "file" ? FAILED : COPIED;
    const labels = new Set([model.get("label"), model.get("done_label"), other]);
    names.replaceChildren(...[...labels].map((label) => {
      const isShown = label === shown;
      return element("span", isShown ? "dm-give-shown" : "", label, { "aria-hidden": String(!isShown) });
    }));
    button.removeAttribute("aria-busy");
    told.textContent = words;
    clearTimeout(timer);
    if (shown !== model.get("label")) {
      timer = setTimeout(() => { say(model.get("label")); }, SHOWN);
    }
  };
  const draw = (): void => {
    button.classList.toggle("dm-works-alone", model.get("kind") !== "file");
    button.title = model.get("tooltip");
    say(model.get("label"));
  };
  const done = (words = model.get("done_label")): void => {
    beside.replaceChildren();
    say(words, words);
  };
  const fail = (words: string): void => {
    say(FAILED, words);
    beside.textContent = words;
  };
  /** The last resort: a field with the selected text, to copy by hand. */
  const offer = (text: string): void => {
    const field = element("input", "dm-give-field", "", {
      type: "text",
      readonly: "",
      "aria-label": "Text to copy by hand",
      "data-lm-suppress-shortcuts": "true",
    });
    field.value = text;
    field.addEventListener("copy", () => {
      // after the browser has copied its text
      setTimeout(() => {
        done();
        button.focus();
      });
    });
    beside.replaceChildren(field);
    field.focus();
    field.select();
    told.textContent = "The browser blocked the copy: the text is selected.";
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
    } else if (kind === "cell" && putInCell(property(model, "widget_manager"), model.get("mark"), text)) {
      done();
    } else if (await copied(text)) {
      done(COPIED);
    } else {
      offer(text);
    }
  };
  const take = (answer: Answer, buffers: DataView<ArrayBuffer>[]): void => {
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
  listen(model, { "msg:custom": take }, ended);
  onChange(model, TRAITS, draw, ended);
  ended.addEventListener("abort", () => { clearTimeout(timer); });
  el.classList.add("dm-give");
  el.replaceChildren(button, told, beside);
  draw();
});
