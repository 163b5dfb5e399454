import { findModel } from "../../link/find_model";
import { onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { hasRoom, type Manager, type PlaceModel } from "./model";

/** Draws a figure once there is room for a plot between its margins. */
export default widget<PlaceModel>((model, el, ended) => {
  const manager = model.widget_manager as unknown as Manager;
  const show = async (): Promise<void> => {
    const figure = await findModel(model.get("figure"), async (id) => manager.get_model(id), () => !ended.aborted);
    if (figure === null) {
      return;
    }
    const waiting = new AbortController();
    ended.addEventListener("abort", () => { waiting.abort(); });
    const draw = async (): Promise<void> => {
      const view = await manager.create_view(figure);
      if (ended.aborted) {
        view.remove();
        return;
      }
      ended.addEventListener("abort", () => { view.remove(); });
      el.append(view.el);
      // a view waits for this message; a box of ipywidgets sends it to its children
      view.trigger("displayed");
    };
    // the observer reports the size at once, and again when the element is no longer hidden
    onResize([el], ([entry]) => {
      if (entry !== undefined && hasRoom(entry.contentRect, figure.get("fig_margin"))) {
        waiting.abort();
        void draw();
      }
    }, waiting.signal);
  };
  void show();
});
