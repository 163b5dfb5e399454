import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import type { ConfusionModel } from "./model";
import { ConfusionView } from "./view";

const TRAITS = ["matrix", "chosen", "is_shares"] as const satisfies readonly (keyof ConfusionModel)[];

function render({ model, el }: RenderProps<ConfusionModel>): () => void {
  const view = new ConfusionView(el, model);
  const stop = onChange(model, TRAITS, view.draw);
  return () => {
    view.end();
    stop();
  };
}

export default { render };
