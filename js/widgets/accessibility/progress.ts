// ipywidgets' progress bar is two boxes; the inner one's width is the progress.

const BAR = ".widget-hprogress .progress";

/** Gives the panel's progress bar its role and value. */
export function fixProgress(root: Element): void {
  for (const bar of root.querySelectorAll(BAR)) {
    const width = bar.querySelector<HTMLElement>(".progress-bar")?.style.width ?? "0";
    const done = String(Math.round(Number.parseFloat(width)));
    if (!bar.hasAttribute("role")) {
      bar.setAttribute("role", "progressbar");
      bar.setAttribute("aria-label", "Progress");
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
    }
    if (bar.getAttribute("aria-valuenow") !== done) {
      bar.setAttribute("aria-valuenow", done);
    }
  }
}
