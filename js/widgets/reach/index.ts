import type { RenderProps } from "@anywidget/types";

import { FocusKeeper } from "./focus";
import { mendToggles } from "./pressed";
import { mendProgress } from "./progress";
import { mendSliders } from "./sliders";

// ipywidgets makes a handle anew when a slider's choices change, and writes its number on each move
const WATCHED: MutationObserverInit = {
  attributeFilter: ["aria-valuetext", "class"],
  childList: true,
  subtree: true,
};
const MENDS_APART = 200; // milliseconds: curves change all the time, and nothing here is urgent

function mend(panel: Element): void {
  mendSliders(panel);
  mendToggles(panel);
  mendProgress(panel);
}

function watch(panel: Element): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      mend(panel);
    }, MENDS_APART);
  });
  observer.observe(panel, WATCHED);
  mend(panel);
  const keeper = new FocusKeeper(panel);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    keeper.close();
  };
}

function render({ el }: RenderProps): () => void {
  let frame = 0;
  let unwatch = (): void => undefined;
  const begin = (): void => {
    const panel = el.closest(".dm-panel");
    if (panel) {
      unwatch = watch(panel);
    } else {
      // a child is drawn before its panel is put into the page
      frame = requestAnimationFrame(begin);
    }
  };
  begin();
  return () => {
    cancelAnimationFrame(frame);
    unwatch();
  };
}

export default { render };
