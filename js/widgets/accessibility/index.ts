import { onPanel } from "../../link/panel";
import { widget } from "../../link/widget";
import { oncePerFrame } from "../../shared/frame";
import { onTheme } from "../../shared/page_theme";
import { keepFocus } from "./focus";
import { foldTabs } from "./more_tabs";
import { describeParts } from "./parts";
import { dropRepeats } from "./repeats";
import { reportSliders } from "./sliders";
import { hideBelow } from "./static_output";

// ipywidgets recreates a handle when a slider's choices change, and writes its number on each move
const OBSERVED: MutationObserverInit = {
  attributeFilter: ["aria-valuetext", "class"],
  childList: true,
  subtree: true,
};

export default widget((model, el, ended) => {
  onPanel(el, ended, (panel) => {
    const describe = (): void => {
      describeParts(panel);
      reportSliders(panel, model.widget_manager);
      foldTabs(panel, model.widget_manager, ended);
    };
    // in the frame that draws the change anyway: a separate frame would lay out the whole page
    const observer = new MutationObserver(oncePerFrame(describe, ended));
    observer.observe(panel, OBSERVED);
    ended.addEventListener("abort", () => { observer.disconnect(); });
    describe();
    dropRepeats(panel, ended); // before all that follows a click
    keepFocus(panel, ended);
    onTheme(panel, ended);
    hideBelow(panel, ended);
  });
});
