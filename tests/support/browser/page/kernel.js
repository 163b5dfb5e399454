/** A kernel of the Jupyter server that this page comes from: REST, and one websocket. */

const TOKEN = new URLSearchParams(location.search).get("token");

/** Asks the server's REST interface. */
export async function ask(path, method = "GET", content = undefined) {
  const headers = { Authorization: `token ${TOKEN}`, "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: content && JSON.stringify(content) });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** All requests go to one shell channel, in their order: this page names no subshell. */
export class Kernel {
  #id;
  #handle;
  #onlyAnswers;
  #socket;
  #session = crypto.randomUUID();
  /** The requests that have not ended, by the id of their message. */
  #requests = new Map();

  /**
   * @param handle Called with every message on iopub that is delivered.
   * @param onlyAnswers Whether a message is dropped unless it answers a request that the kernel is
   *   still handling: as Google Colab drops what a thread sends after its cell has ended.
   */
  constructor(id, handle, onlyAnswers) {
    this.#id = id;
    this.#handle = handle;
    this.#onlyAnswers = onlyAnswers;
  }

  /** Starts a notebook's kernel, or finds the one that it has. */
  static async of(path, name, handle, onlyAnswers) {
    const wanted = { path, name: path, type: "notebook", kernel: { name } };
    const { kernel: { id } } = await ask("/api/sessions", "POST", wanted);
    const kernel = new Kernel(id, handle, onlyAnswers);
    await kernel.#connect();
    return kernel;
  }

  /** How much of what this page has asked it has not handled yet. */
  get waiting() {
    return this.#requests.size;
  }

  /**
   * Sends a message to the kernel.
   *
   * @returns Its id, and a promise of the reply, kept when the kernel is idle again.
   */
  request(type, content, { metadata = {}, buffers = [], handle = () => {} } = {}) {
    const id = crypto.randomUUID();
    const header = { msg_id: id, msg_type: type, session: this.#session, username: "", version: "5.3",
      date: new Date().toISOString() };
    // only what is called a request has a reply of its own
    const request = { handle, isIdle: false, reply: type.endsWith("_request") ? undefined : {} };
    const done = new Promise((resolve) => { request.resolve = resolve; });
    this.#requests.set(id, request);
    // while the kernel restarts, a message is lost as the old process would lose it
    if (this.#socket.readyState !== WebSocket.OPEN) return { id, done };
    const message = { channel: "shell", header, parent_header: {}, metadata, content };
    this.#socket.send(buffers.length > 0 ? packed(message, buffers) : JSON.stringify(message));
    return { id, done };
  }

  /** The process ends, with all that it was asked, and another takes its place. */
  async restart() {
    await ask(`/api/kernels/${this.#id}/restart`, "POST");
    await this.#connect();
  }

  async #connect() {
    this.#socket?.close();
    const address = new URL(`/api/kernels/${this.#id}/channels`, location.href);
    address.protocol = "ws:";
    address.search = new URLSearchParams({ session_id: this.#session, token: TOKEN });
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => { this.#receive(typeof data === "string" ? JSON.parse(data) : unpacked(data)); };
    await new Promise((resolve, reject) => { Object.assign(socket, { onopen: resolve, onerror: reject }); });
    this.#socket = socket;
    // a server that takes the kernel for busy does not wait until its sockets reach the new process:
    // what is sent until then, or published, may be lost
    const asked = () => this.request("kernel_info_request", {}).done;
    while (!(await Promise.race([asked(), new Promise((resolve) => { setTimeout(resolve, 1000); })])));
    // so what was asked until now may wait forever
    for (const request of this.#requests.values()) request.resolve({});
    this.#requests.clear();
  }

  #receive({ channel, header, parent_header: { msg_id: parent }, metadata, content, buffers = [] }) {
    const request = this.#requests.get(parent);
    if (channel === "shell" && request) request.reply = content;
    if (channel === "iopub" && (!this.#onlyAnswers || request?.isIdle === false)) {
      const message = { type: header.msg_type, parent, metadata, content, buffers };
      request?.handle(message);
      this.#handle(message);
      if (request && message.type === "status") request.isIdle = content.execution_state === "idle";
    }
    if (request?.isIdle && request.reply) {
      this.#requests.delete(parent);
      request.resolve(request.reply);
    }
  }
}

/** A message and its buffers in one frame: their number, where each begins, and then each. */
function packed(message, buffers) {
  const parts = [new TextEncoder().encode(JSON.stringify(message)), ...buffers.map(bytes)];
  const head = new DataView(new ArrayBuffer(4 * (parts.length + 1)));
  head.setUint32(0, parts.length);
  let offset = head.byteLength;
  parts.forEach((part, index) => {
    head.setUint32(4 * (index + 1), offset);
    offset += part.byteLength;
  });
  return new Blob([head, ...parts]);
}

function unpacked(frame) {
  const head = new DataView(frame);
  const starts = Array.from({ length: head.getUint32(0) }, (_, index) => head.getUint32(4 * (index + 1)));
  const [text, ...buffers] = starts.map((start, index) => new DataView(frame.slice(start, starts[index + 1])));
  return { ...JSON.parse(new TextDecoder().decode(text)), buffers };
}

function bytes(data) {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
