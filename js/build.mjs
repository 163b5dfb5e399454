// Bundles each folder of widgets/ into the Python package, where the widgets read it, and editor/ into
// an extension of JupyterLab and Notebook 7, which pip puts beside theirs.
import { build } from "esbuild";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const common = { bundle: true, target: "es2022", minify: true, charset: "utf8", logLevel: "warning" };

const entries = readdirSync(here("widgets"))
  .flatMap((name) => ["ts", "tsx"].map((kind) => [name, here(`widgets/${name}/index.${kind}`)]))
  .filter(([, file]) => existsSync(file));

const outdir = here("../src/densemodel/widgets/static");
// a folder that has another name now left a bundle under its old one, which a wheel would take along
rmSync(outdir, { recursive: true, force: true });

await build({ ...common, entryPoints: Object.fromEntries(entries), outdir, format: "esm" });

// The page loads the extension's script, hands it the packages that all share, and asks for its plugin.
// That is webpack's module federation, which is no more than an object with `init` and `get`.
const NAME = "densemodel";
const SHARED = [
  ...["language", "state", "view"].map((name) => `@codemirror/${name}`),
  "@lezer/highlight",
  ...["codemirror", "completer", "notebook", "settingregistry"].map((name) => `@jupyterlab/${name}`),
];
const container = `
let scope, modules;
// of several versions the one that the page has loaded, or any: a second copy would not fit the first
const load = async (name) => {
  const versions = Object.values(scope[name] ?? {});
  const version = versions.find(({ loaded }) => loaded) ?? versions.at(-1);
  return [name, version && (await version.get())()];
};
(window._JUPYTERLAB ??= {}).${NAME} = {
  init(shared) { scope = shared; },
  async get() {
    modules ??= Object.fromEntries(await Promise.all(${JSON.stringify(SHARED)}.map(load)));
    const module = { exports: { __esModule: true, default: [] } };
    // a page without editors, such as Voila's, shares no CodeMirror
    if (Object.values(modules).every(Boolean)) run(module, module.exports, (name) => modules[name]);
    return () => module.exports;
  },
};
const run = (module, exports, require) => {`;

const extension = here(`dist/labextensions/${NAME}`);
rmSync(extension, { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  entryPoints: { [NAME]: here("editor/index.ts") },
  outdir: `${extension}/static`,
  // the script of another version has another address, so no browser shows an old one
  entryNames: "[name].[hash]",
  format: "cjs",
  external: SHARED,
  banner: { js: `(() => {${container}` },
  footer: { js: "}; })();" },
  metafile: true,
});
const [script] = Object.keys(metafile.outputs).map((path) => path.split("/").at(-1));
const [, version] = /^version = "(.*)"$/m.exec(readFileSync(here("../pyproject.toml"), "utf8"));
const about = {
  name: NAME,
  version,
  description: "Colours, errors and sizes in %%densemodel cells",
  license: "BSD-3-Clause",
  jupyterlab: {
    extension: true,
    schemaDir: "schemas",
    _build: { load: `static/${script}`, extension: "./extension" },
  },
};
const schemas = `${extension}/schemas/${NAME}`;
mkdirSync(schemas, { recursive: true });
copyFileSync(here("editor/schema/plugin.json"), `${schemas}/plugin.json`);
// the settings editor reads the version there
for (const path of [`${schemas}/package.json.orig`, `${extension}/package.json`]) {
  writeFileSync(path, JSON.stringify(about, null, 2));
}
