import { drawn } from "../../link/drawn";
import { widget } from "../../link/widget";
import type { EpochsModel } from "./model";
import { EpochsView } from "./view";

export default widget<EpochsModel>((model, el, ended) => {
  drawn(model, ["table"], el, () => <EpochsView {...model.get("table")} />, ended);
});
