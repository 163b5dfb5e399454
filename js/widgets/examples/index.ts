import type { RenderProps } from "@anywidget/types";

import type { Ask, ExamplesModel } from "./model";
import { ExamplesView } from "./view";

function render({ model, el }: RenderProps<ExamplesModel>): () => void {
  const view = new ExamplesView(el, () => {
    model.send({ type: "close" } satisfies Ask);
  });
  const draw = (): void => {
    view.draw(model.get("shown"));
  };
  draw();
  model.on("change:shown", draw);
  return () => {
    model.off("change:shown", draw);
  };
}

export default { render };
