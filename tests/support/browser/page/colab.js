/**
 * The behaviour of Google Colab: only answers are let in, each cell's outputs are in a frame with a
 * widget manager of its own, and this page outside keeps the states of all models.
 */

import { Comms } from "./colab_comms.js";

export class Colab {
  onlyAnswers = true;
  #comms = new Comms();
  #theme = "light";
  #frames = new Set();

  constructor() {
    document.documentElement.classList.add("colab");
  }

  set kernel(kernel) {
    this.#comms.kernel = kernel;
  }

  setTheme(name) {
    this.#theme = name;
    for (const root of [document.documentElement, ...[...this.#frames].map(rootOf)]) root.setAttribute("theme", name);
  }

  /** Where a cell's outputs are drawn. */
  place(element) {
    let area;
    let leaving;
    return {
      put: async (index, output) => {
        area ??= this.#open(element, (leaving = new AbortController()).signal);
        (await area).put(index, structuredClone(output));
      },
      clear: () => {
        leaving?.abort();
        area = undefined;
      },
    };
  }

  handle(message) {
    this.#comms.handle(message);
  }

  /** Nothing is asked of a kernel that was there before this page. */
  restore() {}

  /** The models in the frames do not know. */
  disconnect() {
    this.#comms.clear();
  }

  /** Opens a frame, which is as high as what is in it. */
  async #open(element, leaving) {
    const frame = Object.assign(document.createElement("iframe"), { src: "colab_frame.html", title: "Outputs" });
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    element.replaceChildren(frame);
    leaving.addEventListener("abort", () => {
      this.#frames.delete(frame);
      frame.remove();
    });
    await loaded;
    this.#frames.add(frame);
    rootOf(frame).setAttribute("theme", this.#theme);
    return frame.contentWindow.openArea(this.#comms.for(leaving), (height) => { frame.style.height = `${height}px`; });
  }
}

function rootOf(frame) {
  return frame.contentDocument.documentElement;
}
