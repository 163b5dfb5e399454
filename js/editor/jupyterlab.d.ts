/**
 * What the extension uses of JupyterLab 4 and Notebook 7.
 *
 * Their packages are taken from the page and are not installed here: these are hundreds.
 */

declare module "@jupyterlab/codemirror" {
  import type { Extension } from "@codemirror/state";

  export interface EditorExtensionRegistry {
    addExtension(extension: {
      name: string;
      factory(options: { model: object }): { instance(): Extension; reconfigure(): null };
    }): void;
  }
  export const IEditorExtensionRegistry: unknown;
}

declare module "@jupyterlab/completer" {
  export interface CompletionProvider {
    fetch(request: { text: string; offset: number }, ...context: unknown[]): Promise<object>;
  }
  export interface CompletionProviderManager {
    getProviders(): Map<string, CompletionProvider>;
  }
  export const ICompletionProviderManager: unknown;
}

declare module "@jupyterlab/notebook" {
  interface Signal<Values> {
    connect(slot: (sender: unknown, values: Values) => void): unknown;
  }

  export interface Comm {
    readonly isDisposed: boolean;
    /** Of JupyterLab 4.4 and newer. */
    readonly subshellStarted?: Promise<void>;
    onMsg: (message: { content: { data: unknown } }) => void;
    onClose: () => void;
    open(): unknown;
    send(data: object): unknown;
  }

  export interface Kernel {
    readonly status: string;
    readonly isDisposed: boolean;
    readonly disposed: Signal<unknown>;
    readonly statusChanged: Signal<unknown>;
    createComm(target: string): Comm;
    requestCommInfo(content: { target_name: string }): Promise<{ content: { comms?: object } }>;
  }

  export interface NotebookPanel {
    readonly node: HTMLElement;
    readonly content: object;
    readonly sessionContext: {
      readonly session: { readonly kernel: Kernel | null } | null;
      readonly kernelChanged: Signal<unknown>;
    };
  }

  export interface NotebookTracker {
    find(is: (panel: NotebookPanel) => boolean): NotebookPanel | undefined;
  }

  export const INotebookTracker: unknown;
  export const NotebookActions: {
    executed: Signal<{
      notebook: object;
      cell: { model: { sharedModel: { source: string } } };
      success: boolean;
      error?: { errorName?: string } | null;
    }>;
  };
}

declare module "@jupyterlab/settingregistry" {
  export interface Settings {
    readonly composite: object;
    readonly changed: { connect(slot: () => void): unknown };
  }
  export interface SettingRegistry {
    load(plugin: string): Promise<Settings>;
  }
  export const ISettingRegistry: unknown;
}
