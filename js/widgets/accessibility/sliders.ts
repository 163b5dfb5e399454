// ipywidgets gives a slider's handle no name: a screen reader would say "slider, 6".
// Notebook 7 takes the arrow keys for its own shortcuts.

const TO_JUPYTER = "data-lm-suppress-shortcuts";

function textOf(slider: Element, part: string): string {
  return slider.querySelector(part)?.textContent.trim() ?? "";
}

function set(handle: Element, attribute: string, value: string): void {
  // set only what differs: the observer that calls this sees each change
  if (value && handle.getAttribute(attribute) !== value) {
    handle.setAttribute(attribute, value);
  }
}

/** Gives each slider's handle its name and its value in words, and keeps its keys from the notebook. */
export function fixSliders(root: Element): void {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    for (const handle of slider.querySelectorAll(".noUi-handle")) {
      set(handle, "aria-label", textOf(slider, ".widget-label"));
      set(handle, "aria-valuetext", textOf(slider, ".widget-readout"));
      set(handle, TO_JUPYTER, "true");
    }
  }
}
