// Bundles each folder of widgets/ into the Python package, where the widgets read it.
import { build } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const entries = readdirSync(here("widgets"))
  .map((name) => [name, here(`widgets/${name}/index.ts`)])
  .filter(([, file]) => existsSync(file));

await build({
  entryPoints: Object.fromEntries(entries),
  outdir: here("../src/densemodel/widgets/static"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  logLevel: "warning",
});
