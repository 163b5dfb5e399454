import { findModel } from "../../link/find_model";
import { onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { scaled, textScale } from "../../shared/text_scale";
import { hasRoom, type FigureModel, type Manager, type Margin, type PlaceModel } from "./model";

/** The margins as the kernel has them, for text of the usual size. */
const margins = new WeakMap<FigureModel, Margin>();

/** Draws a figure once there is room for a plot between its margins. */
export default widget<PlaceModel>((model, el, ended) => {
  const manager = model.widget_manager as unknown as Manager;
  const show = async (): Promise<void> => {
    const figure = await findModel(model.get("figure"), async (id) => manager.get_model(id), () => !ended.aborted);
    if (figure === null) {
      return;
    }
    const margin = margins.get(figure) ?? figure.get("fig_margin");
    margins.set(figure, margin);
    let isDrawn = false;
    let size: DOMRectReadOnly;
    const draw = async (): Promise<void> => {
      const view = await manager.create_view(figure);
      if (ended.aborted) {
        view.remove();
        return;
      }
      ended.addEventListener("abort", () => { view.remove(); });
      const measure = view.getFigureSize.bind(view);
      // in a tab that was left meanwhile it has no width, and bqplot would draw plots of negative width
      view.getFigureSize = () => {
        const now = measure();
        return hasRoom(now, figure.get("fig_margin")) ? now : size;
      };
      el.append(view.el);
      // a view waits for this message; a box of ipywidgets sends it to its children
      view.trigger("displayed");
    };
    // the observer reports the size at once, and again when the element is no longer hidden
    onResize([el], ([entry]) => {
      const room = scaled(margin, textScale(el));
      if (entry === undefined || !hasRoom(entry.contentRect, room)) {
        return;
      }
      figure.set("fig_margin", room);
      size = entry.contentRect;
      if (!isDrawn) {
        isDrawn = true;
        void draw();
      }
    }, ended);
  };
  void show();
});
