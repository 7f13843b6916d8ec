// Bundles the desk's scripts and draws the world's outlines: `npm ci --ignore-scripts && node build.mjs`.
// What it writes goes into the package and is never committed.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { outlines } from "./world.mjs";

const out = new URL("../src/tocsin/serve/static/built/", import.meta.url);
await mkdir(out, { recursive: true });

for (const [name, file] of [["world", "countries-110m"], ["world-finer", "countries-50m"]]) {
  const atlas = JSON.parse(await readFile(new URL(`node_modules/world-atlas/${file}.json`, import.meta.url), "utf8"));
  await writeFile(new URL(`${name}.json`, out), JSON.stringify(outlines(atlas, name === "world" ? 1 : 2)));
}

await esbuild.build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/desk.js", "src/charts.js", "src/alone.js"],
  outdir: out.pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "linked",
  logLevel: "warning",
});
