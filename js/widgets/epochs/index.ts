import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import type { EpochsModel } from "./model";
import { EpochsView } from "./view";

function render({ model, el }: RenderProps<EpochsModel>): () => void {
  const view = new EpochsView(el);
  const draw = (): void => { view.draw(model.get("table")); };
  draw();
  return onChange(model, ["table"], draw);
}

export default { render };
