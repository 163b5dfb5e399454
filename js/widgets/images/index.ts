import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import { TRAITS, type WallModel } from "./model";
import { WallView } from "./view";

function render({ model, el }: RenderProps<WallModel>): () => void {
  const view = new WallView(el, model);
  const ends = [
    onChange(model, TRAITS, view.soon),
    onChange(model, ["detail"], view.drawDetail),
    onChange(model, ["large", "large_form"], view.drawPicture),
  ];
  return () => {
    ends.forEach((end) => { end(); });
    view.end();
  };
}

export default { render };
