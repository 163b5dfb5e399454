/**
 * What a test does in VS Code. Notebooks are files of a Jupyter server; `self.notebook` is the one that
 * is open, which Playwright calls in the worker of the extensions.
 */

const vscode = require("vscode");

const { Disposable, EventEmitter, FileSystemError, FileType, WorkspaceEdit } = vscode;
const { NotebookCellData, NotebookCellKind, NotebookEdit, NotebookRange } = vscode;

const THEMES = { light: "Light 2026", dark: "Dark 2026" };
const STREAMS = { "application/vnd.code.notebook.stdout": "stdout", "application/vnd.code.notebook.stderr": "stderr" };
const ERROR = "application/vnd.code.notebook.error";

/** The files of a Jupyter server, whose address stands in theirs. */
class Contents {
  onDidChangeFile = new EventEmitter().event;
  createDirectory() {}
  delete() {}
  rename() {}
  watch() {
    return new Disposable(() => {});
  }

  async stat(uri) {
    const { created, last_modified: modified, size, type } = await this.#ask(uri, "content=0");
    return { type: kindOf(type), ctime: Date.parse(created), mtime: Date.parse(modified), size: size ?? 0 };
  }

  async readDirectory(uri) {
    const { content } = await this.#ask(uri, "content=1");
    return content.map(({ name, type }) => [name, kindOf(type)]);
  }

  async readFile(uri) {
    const { content } = await this.#ask(uri, "type=file&format=text");
    return new TextEncoder().encode(content);
  }

  async writeFile(uri, bytes) {
    const content = new TextDecoder().decode(bytes);
    await this.#ask(uri, "", { method: "PUT", body: JSON.stringify({ type: "file", format: "text", content }) });
  }

  async #ask({ authority, path }, query, options) {
    const token = vscode.workspace.getConfiguration("driver").get("token");
    const headers = { Authorization: `token ${token}` };
    const answer = await fetch(`http://${authority}/api/contents${path}?${query}`, { headers, ...options });
    if (!answer.ok) throw FileSystemError.FileNotFound(path);
    return answer.json();
  }
}

function kindOf(type) {
  return type === "directory" ? FileType.Directory : FileType.File;
}

/** An output as the notebook's file holds it. */
function inFile({ items }) {
  const texts = items.map(({ mime, data }) => [mime, new TextDecoder().decode(data)]);
  const [[mime, text]] = texts;
  if (mime === ERROR) return { output_type: "error", traceback: [JSON.parse(text).stack] };
  const name = STREAMS[mime];
  if (name) return { output_type: "stream", name, text: texts.map(([, part]) => part).join("") };
  return { output_type: "display_data", data: Object.fromEntries(texts) };
}

const running = new Set();

self.notebook = {
  get document() {
    return vscode.window.activeNotebookEditor?.notebook;
  },

  /** A promise that is kept when the file is shown and what runs cells has been loaded. */
  async isOpen(name) {
    if (!this.document?.uri.path.endsWith(name)) return false;
    await vscode.extensions.getExtension("ms-toolsai.jupyter").activate();
    return true;
  },

  async run(first, end = first + 1) {
    const cells = { ranges: [{ start: first, end }], document: this.document.uri };
    for (let cell = first; cell < end; cell++) running.add(cell);
    await vscode.commands.executeCommand("notebook.cell.execute", cells);
    for (let cell = first; cell < end; cell++) running.delete(cell);
  },

  runAll() {
    return this.run(0, this.document.cellCount);
  },

  hasEnded(cell) {
    return !running.has(cell) && this.document.cellAt(cell).executionSummary?.success !== undefined;
  },

  get isIdle() {
    return !running.size;
  },

  outputs(cell) {
    return this.document.cellAt(cell).outputs.map(inFile);
  },

  select(cell) {
    vscode.window.activeNotebookEditor.selection = new NotebookRange(cell, cell + 1);
  },

  /** Puts another cell in the place of one: a cell that runs while others are updated keeps its outputs. */
  async setSource(cell, source) {
    const edit = new WorkspaceEdit();
    const data = new NotebookCellData(NotebookCellKind.Code, source, "python");
    edit.set(this.document.uri, [NotebookEdit.replaceCells(new NotebookRange(cell, cell + 1), [data])]);
    await vscode.workspace.applyEdit(edit);
  },

  restart() {
    return vscode.commands.executeCommand("jupyter.restartkernel", this.document.uri);
  },

  save() {
    return this.document.save();
  },

  hasTheme(name) {
    return vscode.window.activeColorTheme.kind === vscode.ColorThemeKind[name === "light" ? "Light" : "Dark"];
  },

  setTheme(name) {
    return vscode.workspace.getConfiguration("workbench").update("colorTheme", THEMES[name], vscode.ConfigurationTarget.Global);
  },
};

exports.activate = ({ subscriptions }) => {
  subscriptions.push(vscode.workspace.registerFileSystemProvider("jupyter", new Contents(), { isCaseSensitive: true }));
};
