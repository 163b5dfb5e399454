import { listen } from "../../link/listen";
import { widget } from "../../link/widget";
import { onTheme } from "../../shared/colours";
import type { InsideModel } from "./model";
import { InsideView } from "./view";

export default widget<InsideModel>((model, el, ended) => {
  const view = new InsideView(el, (message) => { model.send(message); });
  const shows = {
    "change:fans": () => { view.showFans(model.get("fans")); },
    "change:measured": () => { view.showMeasured(model.get("measured")); },
    "change:tiles": () => { view.showTiles(model.get("tiles")); },
    "change:detail": () => { view.showDetail(model.get("detail")); },
  };
  Object.values(shows).forEach((show) => { show(); });
  listen(model, shows, ended);
  onTheme(() => { view.drawAgain(); }, ended);
});
