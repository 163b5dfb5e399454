import type { RenderProps } from "@anywidget/types";

import type { EpochsModel } from "./model";
import { EpochsView } from "./view";

function render({ model, el }: RenderProps<EpochsModel>): () => void {
  const view = new EpochsView(el);
  const draw = (): void => {
    view.draw(model.get("table"));
  };
  draw();
  model.on("change:table", draw);
  return () => {
    model.off("change:table", draw);
  };
}

export default { render };
