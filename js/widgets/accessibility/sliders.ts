/**
 * Reports what a key or a click on its track sets a slider to.
 *
 * The controls that Google Colab has (4.0.0-alpha) report a slider only after its handle was dragged.
 * Where the slider's own view has reported the value already, nothing is left to do.
 */

import { findsModels } from "../../link/bundle";
import { has, property } from "../../link/property";

/** noUiSlider's, which stands on its element. */
interface Slider {
  on: (event: string, act: (values: unknown, handle: number, numbers: readonly number[]) => void) => void;
}

interface SliderModel {
  get: (name: "index") => unknown;
  set: (name: "index", value: number) => void;
  save_changes: () => void;
}

const MODEL = "dm-model-";
/** A slider is made anew when its choices change. */
const known = new WeakSet<Slider>();

export function reportSliders(panel: Element, manager: unknown): void {
  for (const track of panel.querySelectorAll(`[class*="${MODEL}"] .noUi-target`)) {
    const slider = property(track, "noUiSlider");
    const name = [...(track.closest(`[class*="${MODEL}"]`)?.classList ?? [])].find((each) => each.startsWith(MODEL));
    if (has<Slider>(slider, "on") && !known.has(slider) && name !== undefined && findsModels(manager)) {
      known.add(slider);
      slider.on("change", (_, __, [index = NaN]) => {
        void manager.get_model(name.slice(MODEL.length)).then((model) => { report(model as unknown as SliderModel, Math.round(index)); });
      });
    }
  }
}

function report(model: SliderModel, index: number): void {
  if (model.get("index") !== index) {
    model.set("index", index);
    model.save_changes();
  }
}
