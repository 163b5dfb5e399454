/** Which cells hold a spec, and an extension that is on in these alone. */

import { Compartment, EditorState, type Extension, type Text } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";

export const MAGIC = /^\s*%%densemodel\b/;
const ABOVE = /^\s*(#.*)?$/;

/** Whether the first line that is neither blank nor a comment is the magic, as the kernel has it. */
export function isSpecCell(doc: Text): boolean {
  for (const line of doc.iterLines()) {
    if (!ABOVE.test(line)) {
      return MAGIC.test(line);
    }
  }
  return false;
}

/** The editors of code cells: an extension is added in those that hold a spec, and removed with its first line. */
export class SpecCells {
  readonly views = new Set<EditorView>();
  readonly #place = new Compartment();
  readonly #off: Extension = [];
  #on: Extension;

  constructor(extension: Extension) {
    this.#on = extension;
  }

  /** What each editor gets when it is made with this text. */
  extension(text: string): Extension {
    const { views } = this;
    const editor = ViewPlugin.define((view) => {
      views.add(view);
      return { destroy: () => views.delete(view) };
    });
    const follow = EditorState.transactionExtender.of((change) => {
      const is = change.docChanged && isSpecCell(change.newDoc);
      return change.docChanged && is !== this.isOn(change.startState)
        ? { effects: this.#place.reconfigure(is ? this.#on : this.#off) }
        : null;
    });
    const isSpec = isSpecCell(EditorState.create({ doc: text }).doc);
    return [this.#place.of(isSpec ? this.#on : this.#off), follow, editor];
  }

  isOn(state: EditorState): boolean {
    return this.#place.get(state) !== this.#off;
  }

  /** Change the extension in all editors. */
  set(extension: Extension): void {
    this.#on = extension;
    for (const view of this.views) {
      if (this.isOn(view.state)) {
        view.dispatch({ effects: this.#place.reconfigure(extension) });
      }
    }
  }
}
