import type { RenderProps } from "@anywidget/types";

import { listen } from "../../link/listen";
import type { ModelsModel } from "./model";
import { ModelsView } from "./view";

function render({ model, el }: RenderProps<ModelsModel>): () => void {
  const view = new ModelsView(el, model);
  return listen(model, {
    "change:rows": view.drawRows,
    "change:place": view.drawHead,
    "change:chosen": view.drawTicks,
    "change:opened": view.drawOpened,
    "change:actions": view.drawActions,
    "change:suggestion": view.drawSuggestion,
    "change:status": view.drawStatus,
    "change:trash": view.drawTrash,
  } satisfies Record<`change:${keyof ModelsModel}`, () => void>);
}

export default { render };
