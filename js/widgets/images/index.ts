import type { RenderProps } from "@anywidget/types";

import { TRAITS, type WallModel } from "./model";
import { WallView } from "./view";

const OF_DETAIL = new Set<string>(["detail"]);
const OF_PICTURE = new Set<string>(["large", "large_form"]);

function render({ model, el }: RenderProps<WallModel>): () => void {
  const view = new WallView(el, model);
  const drawOf = (trait: string): (() => void) =>
    OF_DETAIL.has(trait) ? view.drawDetail : OF_PICTURE.has(trait) ? view.drawPicture : view.soon;
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, drawOf(trait));
  }
  return () => {
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, drawOf(trait));
    }
    view.end();
  };
}

export default { render };
