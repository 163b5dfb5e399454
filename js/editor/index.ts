/** The extension of JupyterLab 4 and Notebook 7: what a person sees of a spec while it is typed. */

import type { Extension } from "@codemirror/state";
import { type EditorExtensionRegistry, IEditorExtensionRegistry } from "@jupyterlab/codemirror";
import { type CompletionProviderManager, ICompletionProviderManager } from "@jupyterlab/completer";
import {
  INotebookTracker,
  type Kernel,
  NotebookActions,
  type NotebookPanel,
  type NotebookTracker,
} from "@jupyterlab/notebook";
import { ISettingRegistry, type SettingRegistry } from "@jupyterlab/settingregistry";
import type { EditorView } from "@codemirror/view";

import { again, type Ask, check } from "./check";
import { colours } from "./colours";
import { completeByKernel } from "./completion";
import { KernelLanguage } from "./kernel_language";
import { property } from "../link/property";
import { SpecCells } from "./spec_cell";

const ID = "densemodel:plugin";
const USES_IT = /^\s*(%(re)?load_ext\s+densemodel\b|%%densemodel\b)/m;

function activate(
  app: { restored: Promise<unknown> },
  registry: EditorExtensionRegistry | null,
  tracker: NotebookTracker | null,
  settings: SettingRegistry | null,
  completion: CompletionProviderManager | null,
): void {
  const languages = new WeakMap<Kernel, KernelLanguage>();
  /** Editors whose question waits for the kernel. */
  const waiting = new Set<EditorView>();

  const askAgain = (is: (view: EditorView) => boolean): void => {
    for (const view of cells.views) {
      if (is(view) && cells.isOn(view.state)) {
        view.dispatch({ effects: again.of(null) });
      }
    }
  };
  const askWaiting = (): void => { askAgain((view) => waiting.delete(view)); };
  const followed = new WeakSet<NotebookPanel>();
  const languageOf = (panel: NotebookPanel | undefined): KernelLanguage | null => {
    if (panel && !followed.has(panel)) {
      followed.add(panel);
      // a page may show a cell before it has found the kernel
      panel.sessionContext.kernelChanged.connect(askWaiting);
    }
    const kernel = panel?.sessionContext.session?.kernel ?? null;
    let language = kernel && languages.get(kernel);
    if (kernel && !language) {
      language = new KernelLanguage(kernel, askWaiting);
      languages.set(kernel, language);
    }
    return language ?? null;
  };
  const ask: Ask = async (view) => {
    const language = languageOf(tracker?.find(({ node }) => node.contains(view.dom)));
    waiting.delete(view);
    if (language?.isFree) {
      return language.ask(view.state.doc.toString());
    }
    waiting.add(view);
    return null;
  };
  const shown = (values: object): Extension => {
    const is = (name: string): boolean => property(values, name) !== false;
    return [is("colours") ? colours : [], check(ask, { errors: is("errors"), sizes: is("parameters") })];
  };
  const cells = new SpecCells(shown({}));

  registry?.addExtension({
    name: "densemodel",
    factory: ({ model }) => {
      const text = property(model, "sharedModel", "source");
      const extension = property(model, "type") === "code" ? cells.extension(String(text)) : [];
      return { instance: () => extension, reconfigure: () => null };
    },
  });
  NotebookActions.executed.connect((_, { notebook, cell, success, error }) => {
    const panel = tracker?.find(({ content }) => content === notebook);
    // a kernel without our extension says so with this error
    if (USES_IT.test(cell.model.sharedModel.source) && (success || error?.errorName !== "UsageError")) {
      languageOf(panel)?.load();
    }
    // the cell may have set a variable that a spec names
    askAgain((view) => panel?.node.contains(view.dom) ?? false);
  });
  // what offers completions is known by then
  void app.restored.then(() => { completeByKernel(completion); });
  void settings?.load(ID).then(
    (loaded) => {
      const apply = (): void => { cells.set(shown(loaded.composite)); };
      loaded.changed.connect(apply);
      apply();
    },
    () => { /* a server without the file of our settings: all is on */ },
  );
}

/** All is optional: a page without notebooks has no editors. */
export default {
  id: ID,
  description: "Colours, errors and sizes in %%densemodel cells",
  autoStart: true,
  optional: [IEditorExtensionRegistry, INotebookTracker, ISettingRegistry, ICompletionProviderManager],
  activate,
};
