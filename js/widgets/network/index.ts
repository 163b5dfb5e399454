import type { RenderProps } from "@anywidget/types";

import { onChange } from "../../link/listen";
import { TRAITS, type NetworkModel } from "./model";
import "./network.css";
import { NetworkView } from "./view";

function render({ model, el }: RenderProps<NetworkModel>): () => void {
  const read = (): NetworkModel =>
    Object.fromEntries(TRAITS.map((trait) => [trait, model.get(trait)])) as unknown as NetworkModel;
  const view = new NetworkView(el, read);
  const sizes = new ResizeObserver(([entry]) => { view.resize(entry?.contentRect.width ?? 0); });
  const redraw = (): void => { view.redraw(); };
  redraw();
  sizes.observe(el);
  const stop = onChange(model, TRAITS, redraw);
  return () => {
    sizes.disconnect();
    stop();
  };
}

export default { render };
