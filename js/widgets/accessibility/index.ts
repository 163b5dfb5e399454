import { widget } from "../../link/widget";
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

function observe(panel: Element, ended: AbortSignal): void {
  const fix = (): void => {
    fixSliders(panel);
    fixToggles(panel);
    fixProgress(panel);
  };
  // in the frame that draws the change anyway: a separate frame would lay out the whole page
  const observer = new MutationObserver(oncePerFrame(fix, ended));
  observer.observe(panel, WATCHED);
  ended.addEventListener("abort", () => { observer.disconnect(); });
  fix();
  closeByEscape(panel, new FocusKeeper(panel, ended).asker, ended);
}

export default widget((_, el, ended) => {
  const begin = (): void => {
    const panel = el.closest(".dm-panel");
    if (panel) {
      observe(panel, ended);
    } else if (!ended.aborted) {
      requestAnimationFrame(begin); // a child is drawn before its panel is added to the page
    }
  };
  begin();
});
