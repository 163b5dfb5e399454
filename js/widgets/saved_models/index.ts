import { listen } from "../../link/listen";
import { widget } from "../../link/widget";
import type { ModelsModel } from "./model";
import { ModelsView } from "./view";

export default widget<ModelsModel>((model, el, ended) => {
  const view = new ModelsView(el, model);
  const draws = {
    "change:rows": view.drawRows,
    "change:place": view.drawHead,
    "change:chosen": view.drawTicks,
    "change:opened": view.drawOpened,
    "change:actions": view.drawActions,
    "change:suggestion": view.drawSuggestion,
    "change:status": view.drawStatus,
    "change:trash": view.drawTrash,
  } satisfies Record<`change:${keyof ModelsModel}`, () => void>;
  listen(model, draws, ended);
});
