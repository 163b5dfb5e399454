import type { RenderProps } from "@anywidget/types";

import { oncePerFrame } from "../../shared/frame";
import { closeByEscape } from "./escape";
import { FocusKeeper } from "./focus";
import { fixProgress, fixSliders, fixToggles } from "./parts";

// ipywidgets recreates a handle when a slider's choices change, and writes its number on each move
const WATCHED: MutationObserverInit = {
  attributeFilter: ["aria-valuetext", "class"],
  childList: true,
  subtree: true,
};
function fix(panel: Element): void {
  fixSliders(panel);
  fixToggles(panel);
  fixProgress(panel);
}

function observe(panel: Element): () => void {
  // in the frame that draws the change anyway: a separate frame would lay out the whole page
  const { soon, cancel } = oncePerFrame(() => { fix(panel); });
  const observer = new MutationObserver(soon);
  observer.observe(panel, WATCHED);
  fix(panel);
  const keeper = new FocusKeeper(panel);
  const unlisten = closeByEscape(panel, keeper.asker);
  return () => {
    cancel();
    observer.disconnect();
    keeper.close();
    unlisten();
  };
}

function render({ el }: RenderProps): () => void {
  let frame = 0;
  let stop = (): void => undefined;
  const begin = (): void => {
    const panel = el.closest(".dm-panel");
    if (panel) {
      stop = observe(panel);
    } else {
      // a child is drawn before its panel is added to the page
      frame = requestAnimationFrame(begin);
    }
  };
  begin();
  return () => {
    cancelAnimationFrame(frame);
    stop();
  };
}

export default { render };
