import type { AnyModel, RenderProps } from "@anywidget/types";

import { TRAITS, type NetworkModel } from "./model";
import "./network.css";
import { NetworkView } from "./view";

function read(model: AnyModel<NetworkModel>): NetworkModel {
  return {
    name: model.get("name"),
    description: model.get("description"),
    input_shape: model.get("input_shape"),
    layers: model.get("layers"),
    left_out_count: model.get("left_out_count"),
    parameter_count: model.get("parameter_count"),
    trainable_count: model.get("trainable_count"),
  };
}

function render({ model, el }: RenderProps<NetworkModel>): () => void {
  const view = new NetworkView(el, () => read(model));
  const redraw = (): void => {
    view.redraw();
  };
  const sizes = new ResizeObserver(([entry]) => {
    view.resize(entry?.contentRect.width ?? 0);
  });
  view.redraw();
  sizes.observe(el);
  for (const trait of TRAITS) {
    model.on(`change:${trait}`, redraw);
  }
  return () => {
    sizes.disconnect();
    for (const trait of TRAITS) {
      model.off(`change:${trait}`, redraw);
    }
  };
}

export default { render };
