import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { SOURCES, TRAITS, type CursorModel } from "./model";
import { Sources, type SourceModel } from "./sources";
import { CursorView } from "./view";

export default widget<CursorModel>((model, el, ended) => {
  // the manager's type promises a model, but it returns nothing or throws if there is none
  const find = async (id: string): Promise<SourceModel | undefined> => model.widget_manager.get_model(id);
  let changed = (): void => undefined;
  const sources = new Sources(find, () => { changed(); }, ended);
  const zoom = (window: readonly number[] | null): void => {
    model.set("window", [...(window ?? [])]);
    model.save_changes();
  };
  const view = new CursorView(el, model, sources, zoom, ended);
  changed = view.soon;
  const follow = (): void => {
    const [lines, xScale, yScale] = [model.get("lines"), model.get("x_scale"), model.get("y_scale")];
    void sources.follow({ lines, x_scale: xScale, y_scale: yScale });
  };
  onResize([el], view.soon, ended);
  follow();
  onChange(model, SOURCES, follow, ended);
  onChange(model, TRAITS, view.soon, ended);
});
