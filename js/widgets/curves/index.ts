import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import { SOURCES, TRAITS, type CursorModel } from "./model";
import { Sources, type SourceModel } from "./sources";
import { CursorView } from "./view";

function render({ model, el }: RenderProps<CursorModel>): () => void {
  // the manager's type promises a model, but it returns nothing or throws if there is none
  const find = async (id: string): Promise<SourceModel | undefined> => model.widget_manager.get_model(id);
  let changed = (): void => undefined;
  const sources = new Sources(find, () => { changed(); });
  const view = new CursorView(el, model, sources, (window) => {
    model.set("window", window === null ? [] : [...window]);
    model.save_changes();
  });
  changed = view.soon;
  const follow = (): void => {
    const [lines, xScale, yScale] = [model.get("lines"), model.get("x_scale"), model.get("y_scale")];
    void sources.follow({ lines, x_scale: xScale, y_scale: yScale });
  };
  const sizes = new ResizeObserver(view.soon);
  sizes.observe(el);
  follow();
  const stops = [onChange(model, SOURCES, follow), onChange(model, TRAITS, view.soon)];
  return () => {
    sizes.disconnect();
    stops.forEach((stop) => { stop(); });
    sources.close();
    view.close();
  };
}

export default { render };
