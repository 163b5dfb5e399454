/** Above the table: its title, the models' folder and the search field. Without rows: why. */

import { button, element, setAttribute, write } from "../../shared/element";

export interface HeadPorts {
  find: (query: string) => void;
  refresh: () => void;
}

const HINT = "Find by name, spec, tag or note";
const FIND = { type: "search", placeholder: HINT, "aria-label": HINT, autocomplete: "off", spellcheck: "false" };

export class Head {
  readonly root = element("div", "dm-models-head");
  private readonly place = element("span", "dm-models-place");
  private readonly count = element("span", "dm-models-count", "", { role: "status" });
  private readonly field = element("input", "dm-models-find", "", FIND);
  private readonly again: HTMLButtonElement;

  constructor(private readonly ports: HeadPorts) {
    this.again = button("Refresh", "dm-models-again", ports.refresh);
    this.again.title = "Read the folder again";
    const title = element("span", "dm-models-title", "Saved models");
    this.root.append(title, this.place, this.count, this.field, this.again);
    this.field.addEventListener("input", () => { ports.find(this.field.value); });
    this.field.addEventListener("keydown", (event) => { this.press(event); });
  }

  draw(place: string, refreshes: boolean): void {
    write(this.place, place, place);
    this.again.hidden = !refreshes;
  }

  /** Shows how many are found; null without a search. */
  drawFound(found: number | null): void {
    write(this.count, found === null ? "" : `${found.toLocaleString("en")} found`);
    setAttribute(this.root, "data-searched", found === null ? null : "true");
  }

  /** Searches for a text that was not typed, such as a tag. */
  fill(query: string): void {
    this.field.value = query;
    this.ports.find(query);
    this.field.focus({ preventScroll: true });
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.field.value !== "") {
      event.preventDefault();
      event.stopPropagation();
      this.fill("");
    }
  }
}

/** What is shown while there are no rows. */
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
