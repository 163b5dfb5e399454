import { widget } from "../../link/widget";
import type { CursorModel } from "./model";
import { CursorView } from "./view";

export default widget<CursorModel>((model, el, ended) => {
  new CursorView(el, model, ended).draw();
});
