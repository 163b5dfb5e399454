/** A button that puts a text into the cell above it, and copies it where the page does not allow that. */

import { onChange } from "../../link/listen";
import { canKeep } from "../../link/notebook_cells";
import { property } from "../../link/property";
import { widget } from "../../link/widget";
import { button as plainButton, element } from "../../shared/element";
import { BLOCKED, copied, fieldToCopy } from "../../shared/give";
import { LabelledButton } from "../../shared/labelled_button";
import { difference, sourceOf } from "./cell_source";
import { TRAITS, type CellModel, type Written } from "./model";

const [DONE, COPIED] = ["Done", "Copied"];
const PASTE = "Copied: paste it over the text of the cell.";
const RUN = "Run the cell again.";
const EDITED = "The cell was edited after it was run, so it was left as it is. This would change:";

export default widget<CellModel>((model, el, ended) => {
  const manager = property(model, "widget_manager");
  const label = (): string => (canKeep(manager) ? "" : model.get("copy_label")) || model.get("label");
  const shown = new LabelledButton(() => [label(), DONE, COPIED]);
  const { button, status } = shown;
  const words = element("span", "dm-cell-words");
  const beside = element("div", "dm-give-beside", "", { role: "status" });
  // not `el` itself: the page sets its `display` by the widget's layout
  const box = element("div", "dm-give dm-cell-note", [words, button, status, beside]);
  const show = (isShown: boolean): void => { box.style.display = isShown ? "" : "none"; };

  const source = (): ReturnType<typeof sourceOf> => sourceOf(manager, el);
  /** Whether a person has changed the text that was run. */
  const isEdited = (): boolean => {
    const [now, expected] = [source()?.getSource(), model.get("expected")];
    return now !== undefined && expected !== "" && now !== expected && now !== model.get("text");
  };
  const draw = (): void => {
    const says = model.get("words");
    show(!says || model.get("text") !== model.get("expected"));
    words.textContent = says;
    button.title = model.get("tooltip");
    beside.replaceChildren();
    shown.say();
    // in the next frame the view has its place in the panel
    requestAnimationFrame(() => {
      if (!ended.aborted && model.get("is_wanted")) {
        write();
      }
    });
  };
  const copy = async (): Promise<void> => {
    const text = model.get("text");
    if (await copied(text)) {
      shown.say(COPIED);
      beside.replaceChildren(PASTE);
      return;
    }
    const field = fieldToCopy(text, () => {
      beside.replaceChildren(PASTE);
      button.focus();
    });
    beside.replaceChildren(field);
    field.focus();
    field.select();
    status.textContent = BLOCKED;
  };
  /** What the new text changes of the text that was run. */
  const showDifference = (): void => {
    const text = difference(model.get("expected"), model.get("text")).join("\n");
    beside.replaceChildren(
      EDITED,
      element("pre", "dm-code", text, { tabindex: "0", "aria-label": "What this would change in the cell" }),
      plainButton("Copy the new text", "jupyter-button dm-button dm-small", () => void copy()),
    );
  };
  /** Puts the text into the cell, unless that was edited; returns whether there is such a cell. */
  const write = (): boolean => {
    const [cell, text] = [source(), model.get("text")];
    if (isEdited()) {
      showDifference();
    } else if (cell) {
      if (cell.getSource() !== text) {
        cell.setSource(text);
      }
      shown.say(DONE, DONE);
      show(!model.get("words"));
      beside.replaceChildren(RUN);
      try {
        model.send({ type: "written", text } satisfies Written);
      } catch {
        // without a kernel there is nobody to know of it
      }
    }
    return cell !== undefined;
  };
  button.addEventListener("click", () => {
    if (!write()) {
      void copy();
    }
  }, { signal: ended });
  button.classList.add("dm-works-alone");
  onChange(model, TRAITS, draw, ended);
  ended.addEventListener("abort", () => { shown.end(); });
  el.replaceChildren(box);
  draw();
});
