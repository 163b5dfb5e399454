/** What is shown while there are no rows. */

import { button, element } from "../../shared/element";

export class Empty {
  readonly root = element("div", "dm-models-empty");
  private shown = "";

  constructor(private readonly clear: () => void) {}

  /** Says why there are no rows; nothing if there are some. */
  draw(found: number, total: number, query: string, saves: boolean): void {
    const shown = found > 0 ? "" : total === 0 ? `none ${String(saves)}` : `not found ${query}`;
    this.root.hidden = shown === "";
    if (shown === this.shown) {
      return;
    }
    this.shown = shown;
    if (total === 0) {
      this.root.replaceChildren(element("p", "dm-models-nothing", "No models are saved here yet."), how(saves));
    } else if (found === 0) {
      const clear = button("Show all", "dm-models-button", this.clear);
      this.root.replaceChildren(element("p", "dm-models-nothing", `No saved model contains “${query.trim()}”.`), clear);
    }
  }
}

function how(saves: boolean): HTMLElement {
  const made = element("p", "dm-models-how");
  if (saves) {
    made.append("Press ", element("b", "", "Save this run"), " once it has trained.");
  } else {
    made.append("Train a model, then save its run: ", element("code", "", "%densemodel save digits"), ".");
  }
  return made;
}
