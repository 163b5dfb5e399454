/** The widgets' states and comms outside of the frames, as far as their messages were let in. */

export class Comms {
  /** Set by the notebook. */
  kernel;
  #states = new Map();
  #listeners = new EventTarget();

  handle({ type, content: { comm_id: id, data, target_name: target }, buffers }) {
    if (type === "comm_open" && target === "jupyter.widget") {
      this.#states.set(id, {});
      this.#update(id, data, buffers);
    } else if (type === "comm_msg" && this.#states.has(id)) {
      if (data.method === "update" || data.method === "echo_update") this.#update(id, data, buffers);
      this.#listeners.dispatchEvent(new CustomEvent(id, { detail: { data, buffers } }));
    } else if (type === "comm_close") {
      this.#states.delete(id);
    }
  }

  clear() {
    this.#states.clear();
  }

  /** What a frame may do. It gets no object of this document, only copies. */
  for(leaving) {
    return {
      stateOf: (id) => this.#states.get(id),
      listen: (id, handle) => {
        this.#listeners.addEventListener(id, ({ detail: { data, buffers } }) => { handle(data, buffers); }, { signal: leaving });
      },
      send: (id, data, buffers) => {
        const content = { comm_id: id, data: JSON.parse(JSON.stringify(data)) };
        return this.kernel.request("comm_msg", content, { buffers: structuredClone(buffers) }).done;
      },
    };
  }

  #update(id, { state, buffer_paths: paths = [] }, buffers) {
    const update = structuredClone(state);
    paths.forEach((path, index) => {
      const place = path.slice(0, -1).reduce((inner, key) => inner[key], update);
      place[path.at(-1)] = buffers[index];
    });
    Object.assign(this.#states.get(id), update);
  }
}
