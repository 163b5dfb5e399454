import type { RenderProps } from "@anywidget/types";

import type { ModelsModel } from "./model";
import { ModelsView } from "./view";

function render({ model, el }: RenderProps<ModelsModel>): () => void {
  const view = new ModelsView(el, model);
  const draws = {
    rows: view.drawRows,
    place: view.drawHead,
    chosen: view.drawTicks,
    opened: view.drawOpened,
    actions: view.drawActions,
    suggestion: view.drawSuggestion,
    status: view.drawStatus,
    trash: view.drawTrash,
  } satisfies Record<keyof ModelsModel, () => void>;
  for (const [trait, draw] of Object.entries(draws)) {
    model.on(`change:${trait}`, draw);
  }
  return () => {
    for (const [trait, draw] of Object.entries(draws)) {
      model.off(`change:${trait}`, draw);
    }
  };
}

export default { render };
