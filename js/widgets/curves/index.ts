import type { AnyModel, RenderProps } from "@anywidget/types";

import { SOURCES, TRAITS, type CursorModel } from "./model";
import { Sources, type SourceModel } from "./sources";
import { CursorView } from "./view";

function read(model: AnyModel<CursorModel>): Omit<CursorModel, (typeof SOURCES)[number]> {
  return {
    margin: model.get("margin"),
    is_log: model.get("is_log"),
    x_word: model.get("x_word"),
    events: model.get("events"),
    window: model.get("window"),
    whole: model.get("whole"),
  };
}

function render({ model, el }: RenderProps<CursorModel>): () => void {
  // the manager's type promises a model, but it returns nothing or throws if there is none
  const find = async (id: string): Promise<SourceModel | undefined> =>
    model.widget_manager.get_model(id);
  let changed = (): void => undefined;
  const sources = new Sources(find, () => {
    changed();
  });
  const view = new CursorView(el, () => read(model), sources, (window) => {
    model.set("window", window === null ? [] : [...window]);
    model.save_changes();
  });
  changed = view.soon;
  const follow = (): void => {
    void sources.follow({
      lines: model.get("lines"),
      x_scale: model.get("x_scale"),
      y_scale: model.get("y_scale"),
    });
  };
  const sizes = new ResizeObserver(view.soon);
  sizes.observe(el);
  follow();
  for (const trait of SOURCES) {
    model.on(`change:${trait}`, follow);
  }
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, view.soon);
  }
  return () => {
    sizes.disconnect();
    for (const trait of SOURCES) {
      model.off(`change:${trait}`, follow);
    }
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, view.soon);
    }
    sources.close();
    view.close();
  };
}

export default { render };
