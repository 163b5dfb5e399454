import type { RenderProps } from "@anywidget/types";

import type { InsideModel } from "./model";
import { onTheme } from "./theme";
import { InsideView } from "./view";

function render({ model, el }: RenderProps<InsideModel>): () => void {
  const view = new InsideView(el);
  const showFans = (): void => {
    view.showFans(model.get("fans"));
  };
  const showImages = (): void => {
    view.showImages(model.get("images"));
  };
  const sizes = new ResizeObserver(([entry]) => {
    view.images.resize(entry?.contentRect.width ?? 0);
  });
  showFans();
  showImages();
  sizes.observe(view.images.root);
  const endTheme = onTheme(() => {
    view.images.draw();
  });
  model.on("change:fans", showFans);
  model.on("change:images", showImages);
  return () => {
    sizes.disconnect();
    endTheme();
    model.off("change:fans", showFans);
    model.off("change:images", showImages);
  };
}

export default { render };
