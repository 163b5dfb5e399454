/**
 * The behaviour of VS Code: one document and one widget manager for all cells, which gets every message,
 * and makes a model as soon as the kernel opens one.
 */

import { OutputArea } from "./outputs.js";
import { Comm, load, Widgets } from "./widgets.js";

export class VSCode {
  onlyAnswers = false;
  /** An update of an output that comes with another request than the cell's is lost. */
  onlyOfTheCell = true;
  /** Set by the notebook. */
  kernel;
  #comms = new Map();
  #widgets = new Widgets(() => this.#load());

  /** @param asked The page's parameters: `styles=old` leaves out what the newest version has added. */
  constructor(asked) {
    document.body.classList.toggle("vscode-new", asked.get("styles") !== "old");
  }

  setTheme(name) {
    document.body.classList.remove("vscode-light", "vscode-dark");
    document.body.classList.add(`vscode-${name}`);
    document.body.dataset.vscodeThemeKind = `vscode-${name}`;
  }

  /** Where a cell's outputs are drawn. */
  place(element) {
    return new OutputArea(element, {
      knows: (id) => this.#comms.has(id),
      laysOn: () => [Object.assign(document.createElement("button"), { ariaLabel: "Expand image", hidden: true })],
      render: (id, place) => {
        place.classList.add("cell-output-ipywidget-background");
        Object.assign(place, { tabIndex: 0, role: "region", ariaLabel: "Notebook output" });
        return this.#widgets.render(id, place);
      },
    });
  }

  async handle({ type, content, metadata, buffers }) {
    const { comm_id: id, target_name: target } = content;
    if (type === "comm_open" && target === "jupyter.widget") {
      const comm = this.#comm(target, id);
      await (await this.#widgets.manager).handle_comm_open(comm, { content, metadata, buffers });
    } else if (type === "comm_msg") {
      this.#comms.get(id)?.receive({ content, metadata, buffers });
    } else if (type === "comm_close") {
      this.#comms.get(id)?.end({ content, metadata, buffers });
      this.#comms.delete(id);
    }
  }

  /** Asks a kernel that was there before this page for its widgets. */
  async restore() {
    await (await this.#widgets.manager)._loadFromKernel();
  }

  /** The kernel's process has ended, and with it the other halves of the models. */
  async disconnect() {
    this.#comms.clear();
    (await this.#widgets.manager).disconnect();
  }

  async #load() {
    const { HTMLManager, loader } = await load("1.0.15", "/static/nbextensions");
    const ask = (content) => this.kernel.request("comm_info_request", content).done;
    const open = (...comm) => this.#comm(...comm);
    class Manager extends HTMLManager {
      async _get_comm_info() {
        return (await ask({ target_name: this.comm_target_name })).comms;
      }

      _create_comm(target, id, data, metadata, buffers) {
        return Promise.resolve(open(target, id, data && { data, metadata, buffers }));
      }
    }
    return new Manager({ loader });
  }

  /** @param opening What opens it in the kernel, unless the kernel has opened it. */
  #comm(target, id, opening) {
    const send = (type, content, callbacks, buffers, metadata) =>
      this.kernel.request(type, { comm_id: id, ...content }, {
        metadata, buffers, handle: (message) => { callbacks?.iopub?.[message.type]?.(message); },
      }).id;
    const comm = new Comm(target, id, send);
    this.#comms.set(id, comm);
    if (opening) send("comm_open", { target_name: target, data: opening.data }, {}, opening.buffers, opening.metadata);
    return comm;
  }
}
