/** The extension of JupyterLab 4 and Notebook 7: what a person sees of a spec while it is typed. */

import { type EditorExtensionRegistry, IEditorExtensionRegistry } from "@jupyterlab/codemirror";
import { ISettingRegistry, type SettingRegistry } from "@jupyterlab/settingregistry";

import { colours } from "./colours";
import { property } from "../link/property";
import { SpecCells } from "./spec_cell";

const ID = "densemodel:plugin";

function activate(_app: unknown, registry: EditorExtensionRegistry | null, settings: SettingRegistry | null): void {
  const cells = new SpecCells(colours);
  registry?.addExtension({
    name: "densemodel",
    factory: ({ model }) => {
      const text = property(model, "sharedModel", "source");
      const extension = property(model, "type") === "code" ? cells.extension(String(text)) : [];
      return { instance: () => extension, reconfigure: () => null };
    },
  });
  void settings?.load(ID).then(
    (loaded) => {
      const apply = (): void => { cells.set(property(loaded.composite, "colours") === false ? [] : colours); };
      loaded.changed.connect(apply);
      apply();
    },
    () => { /* a server without the file of our settings: all is on */ },
  );
}

/** All is optional: a page without notebooks has no editors. */
export default {
  id: ID,
  description: "Colours of %%densemodel cells",
  autoStart: true,
  optional: [IEditorExtensionRegistry, ISettingRegistry],
  activate,
};
