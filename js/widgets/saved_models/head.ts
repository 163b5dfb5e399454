/** The title of the table, the models' folder, and the search field. */

import { button, element, setAttribute, write } from "../../shared/element";

export interface HeadPorts {
  find: (query: string) => void;
  refresh: () => void;
}

const HINT = "Find by name, spec, tag or note";

export class Head {
  readonly root = element("div", "dm-models-head");
  private readonly place = element("span", "dm-models-place");
  private readonly count = element("span", "dm-models-count");
  private readonly field = element("input", "dm-models-find");
  private readonly again: HTMLButtonElement;

  constructor(private readonly ports: HeadPorts) {
    this.count.setAttribute("role", "status");
    this.field.type = "search";
    this.field.placeholder = HINT;
    this.field.setAttribute("aria-label", HINT);
    this.field.autocomplete = "off";
    this.field.spellcheck = false;
    this.again = button("Refresh", "dm-models-again", ports.refresh);
    this.again.title = "Read the folder again";
    this.root.append(element("span", "dm-models-title", "Saved models"), this.place, this.count, this.field, this.again);
    this.field.addEventListener("input", () => {
      ports.find(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      this.press(event);
    });
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
