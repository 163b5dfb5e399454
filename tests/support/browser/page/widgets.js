/** What both front ends need to draw widgets with the html-manager. */

/** Draws widgets in one document. The manager is loaded when it is first needed. */
export class Widgets {
  #manager;
  #make;

  constructor(make) {
    this.#make = make;
  }

  get manager() {
    return (this.#manager ??= this.#make());
  }

  async render(id, place) {
    const manager = await this.manager;
    const view = await manager.create_view(await manager.get_model(id));
    place.addEventListener("gone", () => { view.remove(); });
    await manager.display_view(view, place);
  }
}

/** A comm as a widget's model wants it; what arrives before the model listens waits for it. */
export class Comm {
  #send;
  #waiting = [];
  #onMessage;
  #onClose = () => {};

  /** @param send Takes the type and content of a message, callbacks and buffers; returns its id. */
  constructor(target, id, send) {
    this.target_name = target;
    this.comm_id = id;
    this.#send = send;
  }

  send(data, callbacks, _metadata, buffers) {
    return this.#send("comm_msg", { data }, callbacks, buffers);
  }

  close(data, callbacks, _metadata, buffers) {
    return this.#send("comm_close", { data }, callbacks, buffers);
  }

  on_msg(listen) {
    this.#onMessage = listen;
    this.#waiting.splice(0).forEach(listen);
  }

  on_close(listen) {
    this.#onClose = listen;
  }

  receive(message) {
    if (this.#onMessage) this.#onMessage(message);
    else this.#waiting.push(message);
  }

  end(message) {
    this.#onClose(message);
  }
}

/**
 * Loads a version of the html-manager.
 *
 * @param modules The folder of the AMD modules of other packages, such as bqplot.
 * @returns The class, and what loads those modules.
 */
export async function load(version, modules) {
  window.process ??= { argv: [], env: {} }; // which the bundle of the alpha version takes for granted
  await script("/static/components/requirejs/require.js");
  await script(`/static/html-manager/${version}.js`);
  const require = (name) => new Promise((resolve, reject) => { window.requirejs([name], resolve, reject); });
  const { HTMLManager } = await require("@jupyter-widgets/html-manager");
  return { HTMLManager, loader: (name) => require(`${modules}/${name}/index.js`) };
}

function script(src) {
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });
}
