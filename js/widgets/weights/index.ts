import type { RenderProps } from "@anywidget/types";

import { listen } from "../../link/listen";
import { onTheme } from "../../shared/colours";
import type { InsideModel } from "./model";
import { InsideView } from "./view";

function render({ model, el }: RenderProps<InsideModel>): () => void {
  const view = new InsideView(el, (message) => { model.send(message); });
  const shows = {
    "change:fans": () => { view.showFans(model.get("fans")); },
    "change:measured": () => { view.showMeasured(model.get("measured")); },
    "change:tiles": () => { view.showTiles(model.get("tiles")); },
    "change:detail": () => { view.showDetail(model.get("detail")); },
  };
  Object.values(shows).forEach((show) => { show(); });
  const stop = listen(model, shows);
  const endTheme = onTheme(() => { view.drawAgain(); });
  return () => {
    endTheme();
    stop();
  };
}

export default { render };
