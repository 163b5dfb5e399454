/** What ipywidgets only shows, for screen readers. */

import { setAttribute } from "../../shared/element";

/** A pressed toggle button differs only by its colour. */
export function fixToggles(root: Element): void {
  for (const button of root.querySelectorAll("button.widget-toggle-button")) {
    // sets only what differs: the observer that calls this sees each change
    setAttribute(button, "aria-pressed", String(button.classList.contains("mod-active")));
  }
}

/** The progress bar is two boxes; the inner one's width is the progress. */
export function fixProgress(root: Element): void {
  for (const bar of root.querySelectorAll(".widget-hprogress .progress")) {
    const width = bar.querySelector<HTMLElement>(".progress-bar")?.style.width ?? "0";
    if (!bar.hasAttribute("role")) {
      bar.setAttribute("role", "progressbar");
      bar.setAttribute("aria-label", "Progress");
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
    }
    setAttribute(bar, "aria-valuenow", String(Math.round(Number.parseFloat(width))));
  }
}

/**
 * A slider's handle has no name: a screen reader would say "slider, 6". Notebook 7 takes the arrow
 * keys for its own shortcuts.
 */
export function fixSliders(root: Element): void {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const textOf = (part: string): string => slider.querySelector(part)?.textContent.trim() ?? "";
    for (const handle of slider.querySelectorAll(".noUi-handle")) {
      const facts = {
        "aria-label": textOf(".widget-label"),
        "aria-valuetext": textOf(".widget-readout"),
        "data-lm-suppress-shortcuts": "true",
      };
      for (const [name, value] of Object.entries(facts).filter(([, each]) => each)) {
        setAttribute(handle, name, value);
      }
    }
  }
}
