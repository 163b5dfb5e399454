import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { TRAITS, type WallModel } from "./model";
import { WallView } from "./view";

export default widget<WallModel>((model, el, ended) => {
  const view = new WallView(el, model, ended);
  onChange(model, TRAITS, view.soon, ended);
  onChange(model, ["detail"], view.drawDetail, ended);
  onChange(model, ["large", "large_form"], view.drawPicture, ended);
});
