import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import type { EpochsModel } from "./model";
import { EpochsView } from "./view";

export default widget<EpochsModel>((model, el, ended) => {
  const view = new EpochsView(el);
  const draw = (): void => { view.draw(model.get("table")); };
  draw();
  onChange(model, ["table"], draw, ended);
});
