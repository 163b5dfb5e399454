import type { AnyModel } from "@anywidget/types";
import { render, type ComponentChild } from "preact";

import { onChange } from "./listen";

/**
 * Draws a view of a model in an element, now and whenever one of these traits changes.
 *
 * @returns Draws it again, for what the view itself has changed. It is drawn when this returns.
 */
export function drawn<Traits extends object>(
  model: AnyModel<Traits>,
  traits: readonly (keyof Traits & string)[],
  el: HTMLElement,
  view: () => ComponentChild,
  ended: AbortSignal,
): () => void {
  let [isDrawing, isDue] = [false, false];
  const draw = (): void => {
    isDue = !ended.aborted;
    if (isDrawing) {
      return; // Chromium fires blur while an element is removed, and its listener may ask for a drawing
    }
    isDrawing = true;
    try {
      while (isDue) {
        isDue = false;
        render(view(), el);
      }
    } finally {
      isDrawing = false;
    }
  };
  onChange(model, traits, draw, ended);
  ended.addEventListener("abort", () => { render(null, el); });
  draw();
  return draw;
}
