import type { RenderProps } from "@anywidget/types";

import type { ConfusionModel } from "./model";
import { ConfusionView } from "./view";

const TRAITS = ["matrix", "chosen", "is_shares"] as const satisfies readonly (keyof ConfusionModel)[];

function render({ model, el }: RenderProps<ConfusionModel>): () => void {
  const view = new ConfusionView(el, model);
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, view.draw);
  }
  return () => {
    view.end();
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, view.draw);
    }
  };
}

export default { render };
