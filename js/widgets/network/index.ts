import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { TRAITS, type NetworkModel } from "./model";
import "./network.css";
import { NetworkView } from "./view";

export default widget<NetworkModel>((model, el, ended) => {
  const read = (): NetworkModel =>
    Object.fromEntries(TRAITS.map((trait) => [trait, model.get(trait)])) as unknown as NetworkModel;
  const view = new NetworkView(el, read);
  const redraw = (): void => { view.redraw(); };
  redraw();
  onResize([el], ([entry]) => { view.resize(entry?.contentRect.width ?? 0); }, ended);
  onChange(model, TRAITS, redraw, ended);
});
