import type { RenderProps } from "@anywidget/types";

import { mendSliders } from "./sliders";

// ipywidgets makes a handle anew when a slider's choices change, and writes its number on each move
const WATCHED: MutationObserverInit = {
  attributeFilter: ["aria-valuetext"],
  childList: true,
  subtree: true,
};

function render({ el }: RenderProps): () => void {
  let frame = 0;
  let observer: MutationObserver | undefined;
  const begin = (): void => {
    const panel = el.closest(".dm-panel");
    if (!panel) {
      // a child is drawn before its panel is put into the page
      frame = requestAnimationFrame(begin);
      return;
    }
    observer = new MutationObserver(() => {
      mendSliders(panel);
    });
    observer.observe(panel, WATCHED);
    mendSliders(panel);
  };
  begin();
  return () => {
    cancelAnimationFrame(frame);
    observer?.disconnect();
  };
}

export default { render };
