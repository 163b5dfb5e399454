import { listen, onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { property } from "../../link/property";
import { copied, putInCell, save } from "./give";
import { TRAITS, type Answer, type Ask, type GiveModel } from "./model";
import { COPIED, GiveView } from "./view";

export default widget<GiveModel>((model, el, ended) => {
  const view = new GiveView(el, model, ended);
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
  view.button.addEventListener("click", take, { signal: ended });
  listen(model, { "msg:custom": handleAnswer }, ended);
  onChange(model, TRAITS, () => { view.draw(); }, ended);
});
