// Turns what wasm-bindgen wrote into an npm package: module.mjs FROM TO
//
// wasm shrunk, glue and its snippet bundled and minified, the types of the functions cut from those of the glue, and
// beside them what crates/js/package has. The new folder takes the old one's place in one move.

import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { brotli, sizeTable } from "./compress.mjs";
import { shrink } from "./wasm.mjs";

const SOURCE = "crates/js/package";
const WASM = "quell.wasm";
const [from, to] = process.argv.slice(2);
const next = `${to}.next`;
rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });

/** What stands between two marks of a text; one that is missing must not give half a file. */
function until(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in what wasm-bindgen wrote`);
  return `${text.slice(0, at).trimEnd()}\n`;
}

writeFileSync(join(next, WASM), shrink(join(from, "glue_bg.wasm")));

const glue = await build({
  entryPoints: [join(from, "glue.js")], bundle: true, format: "esm", minify: true, write: false, legalComments: "none",
});
// The glue's built-in address is not used, but a bundler that sees it must find a file.
writeFileSync(join(next, "glue.js"), glue.outputFiles[0].text.replaceAll("glue_bg.wasm", WASM));

const types = readFileSync(join(from, "glue.d.ts"), "utf8");
writeFileSync(join(next, "functions.d.ts"), until(types, "export type InitInput"));

for (const file of ["web.js", "node.js", "index.d.ts", "README.md"]) cpSync(join(SOURCE, file), join(next, file));
cpSync("LICENSE", join(next, "LICENSE"));
const version = /^version = "(.*)"$/m.exec(readFileSync("Cargo.toml", "utf8"))[1];
const description = JSON.parse(readFileSync(join(SOURCE, "package.json"), "utf8"));
writeFileSync(join(next, "package.json"), `${JSON.stringify({ ...description, version }, null, 2)}\n`);

rmSync(to, { recursive: true, force: true });
renameSync(next, to);

const loaded = ["web.js", "glue.js", WASM].map((path) => {
  const bytes = readFileSync(join(to, path));
  return { path, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes).length };
});
console.log(sizeTable(loaded, new Set(loaded.map(({ path }) => path))));
