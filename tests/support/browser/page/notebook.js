/** A notebook file of the Jupyter server: its cells, a kernel, and their outputs. */

import { Colab } from "./colab.js";
import { ask, Kernel } from "./kernel.js";
import { VSCode } from "./vscode.js";

const FRONT_ENDS = { colab: Colab, vscode: VSCode };

class Cell {
  outputs = [];
  /** The request that ran it last. */
  request;
  #file;
  #element = document.createElement("div");
  #source = document.createElement("pre");
  #place;
  #clearsLater = false;

  /**
   * @param file The cell in the notebook's file.
   * @param frontEnd Which front end it behaves as.
   */
  constructor(file, frontEnd) {
    this.#file = file;
    const element = this.#element;
    element.className = "cell";
    const below = Object.assign(document.createElement("div"), { className: "outputs" });
    element.append(Object.assign(this.#source, { className: "source" }), below);
    document.body.append(element);
    this.#place = frontEnd.place(below);
    this.source = [file.source].flat().join("");
    for (const output of file.outputs) this.#append(output);
  }

  get source() {
    return this.#source.textContent;
  }

  set source(text) {
    this.#source.textContent = text;
  }

  /** The cell as it goes into the file. */
  get file() {
    return { ...this.#file, source: this.source, outputs: this.outputs };
  }

  select() {
    for (const cell of document.querySelectorAll(".cell")) cell.classList.toggle("selected", cell === this.#element);
  }

  clear() {
    this.outputs = [];
    this.#place.clear();
    this.#clearsLater = false;
  }

  /** Takes a message that an output came with. */
  receive({ type, content }) {
    if (type === "clear_output" && content.wait) this.#clearsLater = true;
    else if (type === "clear_output") this.clear();
    else {
      if (this.#clearsLater) this.clear();
      const last = this.outputs.at(-1);
      const { transient: _, ...output } = { output_type: type, ...content };
      if (type === "stream" && last?.name === content.name) this.replace(last, { ...last, text: last.text + content.text });
      else this.#append(output);
    }
  }

  /** Shows another output in the place of one. */
  replace(before, output) {
    const index = this.outputs.indexOf(before);
    this.outputs[index] = output;
    this.#place.put(index, output);
  }

  #append(output) {
    this.#place.put(this.outputs.push(output) - 1, output);
  }
}

class Notebook {
  isReady = false;
  path;
  #cells;
  #content;
  #frontEnd;
  #kernel;
  /** The requests to run a cell. */
  #ran = new Set();
  /** By the id under which the kernel may update them: the outputs' cells and indices. */
  #displays = new Map();

  static async open(path, frontEnd) {
    const notebook = new Notebook();
    notebook.path = path;
    notebook.#frontEnd = frontEnd;
    const { content } = await ask(`/api/contents/${path}`);
    const { name } = content.metadata.kernelspec;
    notebook.#content = content;
    notebook.#kernel = await Kernel.of(path, name, (message) => { notebook.#handle(message); }, frontEnd.onlyAnswers);
    frontEnd.kernel = notebook.#kernel;
    await frontEnd.restore();
    notebook.#cells = content.cells.map((cell) => new Cell(cell, frontEnd));
    notebook.isReady = true;
    return notebook;
  }

  get waiting() {
    return this.#kernel.waiting;
  }

  /** A promise that is kept when the cell has ended. */
  run(index) {
    const cell = this.#cells[index];
    cell.clear();
    const content = { code: cell.source, silent: false, store_history: true, allow_stdin: true, stop_on_error: true };
    const { id, done } = this.#kernel.request("execute_request", content, { handle: (message) => { this.#show(cell, message); } });
    this.#ran.add(id);
    cell.request = id;
    return done;
  }

  async runAll() {
    await Promise.all(this.#cells.map((_, index) => this.run(index)));
  }

  outputs(index) {
    return this.#cells[index].outputs;
  }

  select(index) {
    this.#cells[index].select();
  }

  setSource(index, source) {
    this.#cells[index].source = source;
  }

  setTheme(name) {
    this.#frontEnd.setTheme(name);
  }

  async save() {
    const content = { ...this.#content, cells: this.#cells.map(({ file }) => file) };
    await ask(`/api/contents/${this.path}`, "PUT", { type: "notebook", format: "json", content });
  }

  async restart() {
    await this.#kernel.restart();
    await this.#frontEnd.disconnect();
  }

  #show(cell, message) {
    const { type, content } = message;
    const id = content.transient?.display_id;
    if (["stream", "display_data", "execute_result", "error", "clear_output"].includes(type)) {
      cell.receive(message);
      if (id) this.#displays.set(id, [...(this.#displays.get(id) ?? []), { cell, output: cell.outputs.at(-1) }]);
    }
  }

  /** Hears what is not of one cell: updates of what is displayed, and the widgets' messages. */
  #handle(message) {
    const { type, content: { data, metadata, transient, name, text } } = message;
    if (type === "update_display_data") {
      for (const shown of this.#displays.get(transient.display_id) ?? []) {
        if (this.#frontEnd.onlyOfTheCell && message.parent !== shown.cell.request) continue;
        const output = { ...shown.output, data, metadata };
        if (shown.cell.outputs.includes(shown.output)) shown.cell.replace(shown.output, output);
        shown.output = output;
      }
    } else if (type.startsWith("comm_")) {
      void this.#frontEnd.handle(message);
    } else if (name === "stderr" && text.includes("Traceback") && !this.#ran.has(message.parent)) {
      console.error(text); // an error while a widget's message is handled: no cell shows it
    }
  }
}

const asked = new URLSearchParams(location.search);
const frontEnd = new FRONT_ENDS[asked.get("front_end")](asked);
frontEnd.setTheme(asked.get("theme"));
window.notebook = await Notebook.open(asked.get("notebook"), frontEnd);
