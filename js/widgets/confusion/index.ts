import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import type { ConfusionModel } from "./model";
import { ConfusionView } from "./view";

const TRAITS = ["matrix", "chosen", "is_shares"] as const satisfies readonly (keyof ConfusionModel)[];

export default widget<ConfusionModel>((model, el, ended) => {
  onChange(model, TRAITS, new ConfusionView(el, model, ended).draw, ended);
});
