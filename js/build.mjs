// Bundles each folder of widgets/ into the Python package, where the widgets read it.
import { build } from "esbuild";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const entries = readdirSync(here("widgets"))
  .flatMap((name) => ["ts", "tsx"].map((kind) => [name, here(`widgets/${name}/index.${kind}`)]))
  .filter(([, file]) => existsSync(file));

const outdir = here("../src/densemodel/widgets/static");
// a folder that has another name now left a bundle under its old one, which a wheel would take along
rmSync(outdir, { recursive: true, force: true });

await build({
  entryPoints: Object.fromEntries(entries),
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  logLevel: "warning",
});
