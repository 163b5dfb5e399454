/** What the kernel's parser says of a cell, once typing rests: problems under their words, and sizes. */

import { type Diagnostic, forEachDiagnostic, linter, nextDiagnostic } from "@codemirror/lint";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, showTooltip, type Tooltip, WidgetType } from "@codemirror/view";

import type { CellAnswer, MarkedProblem, NetworkSize } from "./kernel_language";

const REST_MS = 400;

/** Asks about the text of an editor; null where nobody answers. */
export type Ask = (view: EditorView) => Promise<CellAnswer | null>;

/** Ask again, as after a cell that may have set a variable. */
export const again = StateEffect.define();

const setSizes = StateEffect.define<readonly NetworkSize[]>();

export function check(ask: Ask, shows: { errors: boolean; sizes: boolean }): Extension {
  if (!shows.errors && !shows.sizes) {
    return [];
  }
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    const { doc } = view.state;
    const answer = await ask(view);
    if (answer === null || view.state.doc !== doc) {
      return [];
    }
    if (shows.sizes) {
      view.dispatch({ effects: setSizes.of(answer.sizes) });
    }
    return shows.errors ? answer.problems.map((problem) => diagnostic(problem, doc.length)) : [];
  };
  const needsRefresh = ({ transactions }: { transactions: readonly { effects: readonly StateEffect<unknown>[] }[] }): boolean =>
    transactions.some(({ effects }) => effects.some((effect) => effect.is(again)));
  return [linter(source, { delay: REST_MS, needsRefresh }), keys, messageByKey, sizes, theme];
}

function diagnostic({ start, end, message, hint, replacement }: MarkedProblem, length: number): Diagnostic {
  const use = {
    name: `Use '${replacement}'`,
    apply: (view: EditorView, from: number, to: number) => {
      view.dispatch({ changes: { from, to, insert: replacement } });
    },
  };
  return {
    from: Math.min(start, length),
    to: Math.min(end, length),
    severity: "error",
    message,
    renderMessage: () => {
      const both = document.createElement("span");
      both.append(message, ...(hint ? [document.createElement("br"), hint] : []));
      return both;
    },
    actions: replacement ? [use] : [],
  };
}

const keys = keymap.of([
  { key: "F8", run: goToNext },
  { key: "Mod-.", run: useWord },
]);

/** Select the next mistake, and show its message. */
function goToNext(view: EditorView): boolean {
  try {
    return nextDiagnostic(view);
  } catch {
    // CodeMirror before 6.42, which the page may have, has selected it, and shows no message without a pointer
    const { from: pos } = view.state.selection.main;
    forEachDiagnostic(view.state, ({ renderMessage }, from) => {
      if (from === pos && renderMessage) {
        view.dispatch({ effects: setMessage.of({ pos, above: true, create: () => ({ dom: boxOf(renderMessage(view)) }) }) });
      }
    });
    return true;
  }
}

/** As CodeMirror's own box of a message. */
function boxOf(message: Node): HTMLElement {
  const box = document.createElement("div");
  box.className = "cm-tooltip-hover cm-tooltip-lint";
  box.setAttribute("role", "status");
  const line = box.appendChild(document.createElement("div"));
  line.className = "cm-diagnostic cm-diagnostic-error";
  line.append(message);
  return box;
}

const setMessage = StateEffect.define<Tooltip>();

/** The message that a key has shown, until the cursor or the text changes. */
const messageByKey = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, { effects, docChanged, selection }) =>
    effects.find((one) => one.is(setMessage))?.value ?? (docChanged || selection ? null : shown),
  provide: (field) => showTooltip.from(field),
});

/** Press the button of the mistake at the cursor. */
function useWord(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  let isDone = false;
  forEachDiagnostic(view.state, ({ actions }, from, to) => {
    if (!isDone && actions?.[0] && from <= head && head <= to) {
      isDone = true;
      actions[0].apply(view, from, to);
    }
  });
  return isDone;
}

class SizeText extends WidgetType {
  constructor(readonly text: string) {
    super();
  }

  override eq(other: SizeText): boolean {
    return other.text === this.text;
  }

  toDOM(): HTMLElement {
    const shown = document.createElement("span");
    shown.className = "dm-size";
    shown.textContent = this.text;
    return shown;
  }
}

const sizes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, change) {
    const effect = change.effects.find((one) => one.is(setSizes));
    if (!effect) {
      return change.docChanged ? Decoration.none : shown;
    }
    const { doc } = change.state;
    return Decoration.set(
      (effect.value)
        .filter(({ line }) => line < doc.lines)
        .map(({ line, text }) => Decoration.widget({ widget: new SizeText(text), side: 1 }).range(doc.line(line + 1).to)),
    );
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** CodeMirror's own boxes are light in dark themes too. */
const theme = EditorView.theme({
  ".dm-size": {
    paddingLeft: "2ch",
    color: "color-mix(in srgb, var(--jp-content-font-color0) 62%, var(--jp-layout-color1))",
    userSelect: "none",
  },
  ".cm-tooltip.cm-tooltip-hover": {
    background: "var(--jp-layout-color1)",
    color: "var(--jp-content-font-color1)",
    border: "1px solid var(--jp-border-color1)",
    fontFamily: "var(--jp-ui-font-family)",
  },
  ".cm-diagnostic .cm-diagnosticAction": {
    background: "var(--jp-brand-color1)",
    color: "var(--jp-ui-inverse-font-color1)",
    padding: "2px 8px",
  },
});
