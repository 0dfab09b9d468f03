// Turns what Trunk built into the folder that is copied to a host: finish.mjs FROM TO
//
// wasm shrunk, glue and style sheet bundled and minified, every name made from its content, every digest
// written into the page, everything compressed. The new folder takes the old one's place in one move, so a
// server that is reading it never sees a mixture.

import { build, transform } from "esbuild";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeHashed } from "./assets.mjs";
import { compress, sizeTable } from "./compress.mjs";
import { finishPage, partsOf } from "./page.mjs";
import { shrink } from "./wasm.mjs";

const [from, to] = process.argv.slice(2);
const next = `${to}.next`;
rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });

const page = readFileSync(join(from, "index.html"), "utf8");
const parts = partsOf(page);

const wasm = writeHashed(next, "quell", "wasm", shrink(join(from, parts.wasm)));

// Bundled, so that a crate's own JavaScript snippets come along; the glue's built-in address of the wasm
// file is not used by boot.js, but must not name a file that is not there.
const glueBuild = await build({
  entryPoints: [join(from, parts.glue)], bundle: true, format: "esm", minify: true, write: false,
  legalComments: "none",
});
const glueText = glueBuild.outputFiles[0].text.replaceAll(basename(parts.wasm), wasm.name);
const glue = writeHashed(next, "quell", "js", glueText);

const bootText = readFileSync(join(from, "boot.js"), "utf8");
const boot = writeHashed(next, "boot", "js", (await transform(bootText, { minify: true, format: "esm" })).code);

// The style sheet's own pictures and fonts become hashed files: the page's policy refuses data: addresses.
const styleBuild = await build({
  entryPoints: [join(from, "styles", "quell.css")], bundle: true, minify: true, write: false,
  outdir: next, assetNames: "[name]-[hash]", loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
});
const styleFile = styleBuild.outputFiles.find((file) => file.path.endsWith(".css"));
const style = writeHashed(next, "quell", "css", styleFile.contents);
for (const file of styleBuild.outputFiles) {
  if (file !== styleFile) writeFileSync(file.path, file.contents);
}

for (const kept of ["icons", "config.json", "config.schema.json"]) {
  if (existsSync(join(from, kept))) cpSync(join(from, kept), join(next, kept), { recursive: true });
}
writeFileSync(join(next, "index.html"), finishPage(page, { boot, glue, wasm, style }));

const sizes = compress(next);
const first = new Set([
  "index.html", "config.json", "icons/quell.svg", boot.name, glue.name, wasm.name, style.name,
]);

// The module has a target of its own, and stays as it is.
if (existsSync(join(to, "module"))) renameSync(join(to, "module"), join(next, "module"));
rmSync(to, { recursive: true, force: true });
renameSync(next, to);
console.log(sizeTable(sizes, first));
