import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import type { SweepModel } from "./model";
import { SweepView } from "./view";

const TRAITS = ["columns", "rows", "changed", "best"] as const satisfies (keyof SweepModel)[];

function render({ model, el }: RenderProps<SweepModel>): () => void {
  const view = new SweepView(el, model);
  let isAsked = false;
  let isClosed = false;
  // several traits change together: draw once
  const draw = (): void => {
    isAsked = false;
    if (!isClosed) {
      view.draw();
    }
  };
  const stop = onChange(model, TRAITS, () => {
    if (!isAsked) {
      isAsked = true;
      queueMicrotask(draw);
    }
  });
  return () => {
    isClosed = true;
    stop();
  };
}

export default { render };
