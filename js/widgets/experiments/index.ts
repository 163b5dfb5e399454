import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { oncePerFrame } from "../../shared/frame";
import type { SweepModel } from "./model";
import { SweepView } from "./view";

const TRAITS = ["columns", "rows", "changed", "best"] as const satisfies (keyof SweepModel)[];

export default widget<SweepModel>((model, el, ended) => {
  // several traits change together: draw once
  onChange(model, TRAITS, oncePerFrame(new SweepView(el, model).draw, ended), ended);
});
