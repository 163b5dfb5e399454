// What ipywidgets leaves out on a slider's handle. A screen reader would say "slider, 6", and
// Notebook 7 takes the arrow keys for its own short cuts.

const TO_JUPYTER = "data-lm-suppress-shortcuts";

function textOf(slider: Element, part: string): string {
  return slider.querySelector(part)?.textContent.trim() ?? "";
}

function set(handle: Element, attribute: string, value: string): void {
  // set only what differs: each change is seen by the observer that calls this
  if (value && handle.getAttribute(attribute) !== value) {
    handle.setAttribute(attribute, value);
  }
}

/** Give each slider's handle its name and its value in words, and let it keep its keys. */
export function fixSliders(root: Element): void {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    for (const handle of slider.querySelectorAll(".noUi-handle")) {
      set(handle, "aria-label", textOf(slider, ".widget-label"));
      set(handle, "aria-valuetext", textOf(slider, ".widget-readout"));
      set(handle, TO_JUPYTER, "true");
    }
  }
}
