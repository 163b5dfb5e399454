import type { AnyModel, RenderProps } from "@anywidget/types";

import { property } from "../../link/property";
import { copied } from "./copy";
import { TRAITS, type Answer, type Ask, type GiveModel, type Words } from "./model";
import { putInCell } from "./put";
import { save } from "./save";
import { COPIED, GiveView } from "./view";

function read(model: AnyModel<GiveModel>): Words {
  return {
    label: model.get("label"),
    tooltip: model.get("tooltip"),
    kind: model.get("kind"),
    done_label: model.get("done_label"),
  };
}

function render({ model, el }: RenderProps<GiveModel>): () => void {
  const view = new GiveView(el, () => read(model));
  const page = Math.random().toString(36).slice(2);
  let asked = 0;
  const key = (): string => `${page}-${asked}`;
  const copy = async (text: string): Promise<void> => {
    if (await copied(text)) {
      view.done(COPIED);
    } else {
      view.offer(text);
    }
  };
  const take = (): void => {
    const text = model.get("text");
    if (model.get("kind") === "cell" && putInCell(property(model, "widget_manager"), model.get("mark"), text)) {
      view.done();
      return;
    }
    if (model.get("kind") !== "file") {
      void copy(text);
      return;
    }
    asked += 1;
    view.wait();
    try {
      model.send({ type: "give", key: key() } satisfies Ask);
    } catch {
      view.failed("The kernel has ended, so the file can't be made.");
    }
  };
  const handleAnswer = (answer: Answer, buffers: DataView<ArrayBuffer>[]): void => {
    if (answer.key !== key()) {
      return;
    }
    if (answer.type === "file") {
      save(answer.name, answer.mime, buffers[0] ?? "");
      view.done();
    } else {
      view.failed(answer.words);
    }
  };
  const draw = (): void => {
    view.draw();
  };
  view.button.addEventListener("click", take);
  model.on("msg:custom", handleAnswer);
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, draw);
  }
  return () => {
    view.close();
    view.button.removeEventListener("click", take);
    model.off("msg:custom", handleAnswer);
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, draw);
    }
  };
}

export default { render };
