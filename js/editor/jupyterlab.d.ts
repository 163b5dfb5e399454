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
