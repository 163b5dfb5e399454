import type { RenderProps } from "@anywidget/types";

import type { InsideModel } from "./model";
import { onTheme } from "./theme";
import { InsideView } from "./view";

function render({ model, el }: RenderProps<InsideModel>): () => void {
  const view = new InsideView(el, (message) => {
    model.send(message);
  });
  const shows = {
    fans: () => { view.showFans(model.get("fans")); },
    measured: () => { view.showMeasured(model.get("measured")); },
    tiles: () => { view.showTiles(model.get("tiles")); },
    detail: () => { view.showDetail(model.get("detail")); },
  };
  for (const [name, show] of Object.entries(shows)) {
    show();
    model.on(`change:${name}`, show);
  }
  const endTheme = onTheme(() => {
    view.drawAgain();
  });
  return () => {
    endTheme();
    for (const [name, show] of Object.entries(shows)) {
      model.off(`change:${name}`, show);
    }
  };
}

export default { render };
