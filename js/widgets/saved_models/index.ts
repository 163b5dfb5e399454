import { widget } from "../../link/widget";
import type { ModelsModel } from "./model";
import { ModelsView } from "./view";

export default widget<ModelsModel>((model, el, ended) => {
  new ModelsView(model, el, ended);
});
