/** In the frame of a cell: a widget manager that makes a model when it is needed. */

import { OutputArea } from "./outputs.js";
import { Comm, load, Widgets } from "./widgets.js";

/**
 * Called by the page outside, whose objects are copied into this document.
 *
 * @param page What the page outside offers: `stateOf`, `listen` and `send`.
 */
window.openArea = (page, setHeight) => {
  const element = document.querySelector("#output-area");
  new ResizeObserver(() => { setHeight(element.offsetHeight); }).observe(element);
  const widgets = new Widgets(() => manager(page));
  return new OutputArea(element, {
    knows: (id) => page.stateOf(id) !== undefined,
    render: (id, place) => widgets.render(id, place),
  });
};

async function manager(page) {
  const { HTMLManager, loader } = await load("0.21.0-alpha.3", "/static/colab-kernel/share/jupyter/nbextensions");
  class Manager extends HTMLManager {
    get_model(id) {
      return super.get_model(id) ?? this.#make(id);
    }

    _get_comm_info() {
      throw new Error("this manager has no comms but those of its models");
    }

    async #make(id) {
      const state = structuredClone(page.stateOf(id));
      if (!state) throw new Error(`the page knows no model ${id}`);
      const comm = new Comm("jupyter.widget", id, (_type, { data }, callbacks, buffers) => {
        const idle = { content: { execution_state: "idle" } };
        void page.send(id, data, buffers).then(() => callbacks?.iopub?.status?.(idle));
        return crypto.randomUUID();
      });
      page.listen(id, (data, buffers) => {
        comm.receive(structuredClone({ content: { comm_id: id, data }, buffers }));
      });
      const { _model_name: name, _model_module: module, _model_module_version: version } = state;
      const options = { model_name: name, model_module: module, model_module_version: version, model_id: id, comm };
      return this.new_model(options, state);
    }
  }
  return new Manager({ loader });
}
