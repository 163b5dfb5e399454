/** What ipywidgets only shows, for screen readers. */

import { setAttribute } from "../../shared/element";

export function describeParts(panel: Element): void {
  // a pressed toggle button differs only by its colour, and one that unfolds something by its words
  for (const button of panel.querySelectorAll("button.widget-toggle-button")) {
    const name = button.classList.contains("dm-unfold") ? "aria-expanded" : "aria-pressed";
    describe(button, { [name]: String(button.classList.contains("mod-active")) });
  }
  // the progress bar is two boxes; the inner one's width is the progress
  for (const bar of panel.querySelectorAll(".widget-hprogress .progress")) {
    const width = bar.querySelector<HTMLElement>(".progress-bar")?.style.width ?? "0";
    const value = String(Math.round(Number.parseFloat(width)));
    const range = { "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": value };
    describe(bar, { role: "progressbar", "aria-label": "Progress", ...range });
  }
  // a slider's handle has no name: a screen reader would say "slider, 6"
  for (const handle of panel.querySelectorAll(".widget-slider .noUi-handle")) {
    const slider = handle.closest(".widget-slider");
    describe(handle, {
      "aria-label": slider?.querySelector(".widget-label")?.textContent.trim(),
      "aria-valuetext": slider?.querySelector(".widget-readout")?.textContent.trim(),
      "data-lm-suppress-shortcuts": "true", // Notebook 7 takes the arrow keys for its own
    });
  }
}

/** Sets only what differs: the observer that calls this sees each change. */
function describe(element: Element, attributes: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value) {
      setAttribute(element, name, value);
    }
  }
}
