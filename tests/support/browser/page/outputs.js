/** The outputs of one cell in a document, as a front end shows them. */

const WIDGET = "application/vnd.jupyter.widget-view+json";

export class OutputArea {
  #element;
  #widgets;

  /** @param widgets Whether a model is known here, and how it is drawn: `knows` and `render`; what `laysOn` an image. */
  constructor(element, widgets) {
    this.#element = element;
    this.#widgets = widgets;
  }

  /** Shows an output at its place, instead of what is shown there. */
  put(index, output) {
    const place = document.createElement("div");
    place.className = "output";
    const before = this.#element.children[index];
    if (before) {
      before.dispatchEvent(new Event("gone"));
      before.replaceWith(place);
    } else {
      this.#element.append(place);
    }
    this.#draw(place, output);
  }

  clear() {
    for (const place of this.#element.children) place.dispatchEvent(new Event("gone"));
    this.#element.replaceChildren();
  }

  #draw(place, { output_type: kind, data = {}, metadata = {}, text, traceback }) {
    const model = data[WIDGET]?.model_id;
    if (kind === "stream") {
      place.append(preformatted(text));
    } else if (kind === "error") {
      place.append(preformatted(traceback.join("\n").replace(/\x1b\[[0-9;]*m/g, "")));
    } else if (model && this.#widgets.knows(model)) {
      void this.#widgets.render(model, place);
    } else if ("text/html" in data) {
      place.innerHTML = joined(data["text/html"]); // which runs no script
    } else if ("image/png" in data) {
      place.append(...(this.#widgets.laysOn?.() ?? []), picture(data["image/png"], metadata["image/png"]));
    } else {
      place.append(preformatted(data["text/plain"] ?? ""));
    }
  }
}

function picture(base64, { width, alt } = {}) {
  const image = new Image();
  image.src = `data:image/png;base64,${joined(base64).trim()}`;
  if (width) image.width = width;
  if (alt) image.alt = alt;
  return image;
}

function preformatted(text) {
  const pre = document.createElement("pre");
  pre.textContent = joined(text);
  return pre;
}

/** A file may hold a text as a list of lines. */
function joined(text) {
  return [text].flat().join("");
}
