import type { RenderProps } from "@anywidget/types";

import type { SweepModel } from "./model";
import { SweepView } from "./view";

const TRAITS = ["columns", "rows", "changed", "best"] as const satisfies (keyof SweepModel)[];

function render({ model, el }: RenderProps<SweepModel>): () => void {
  const view = new SweepView(el, model);
  let isAsked = false;
  let isClosed = false;
  // several traits change together: draw once
  const draw = (): void => {
    if (!isAsked) {
      isAsked = true;
      queueMicrotask(() => {
        isAsked = false;
        if (!isClosed) {
          view.draw();
        }
      });
    }
  };
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, draw);
  }
  return () => {
    isClosed = true;
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, draw);
    }
  };
}

export default { render };
