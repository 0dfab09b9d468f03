// Puts the bench page's folder together: assemble.mjs WASM DIST OUT
//
// OUT is a copy of the finished console whose page, opened with ?bench, mounts the table alone.

import { execFileSync } from "node:child_process";
import { cpSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shrink } from "../../scripts/dist/wasm.mjs";

const [wasm, dist, out] = process.argv.slice(2);
rmSync(out, { recursive: true, force: true });
cpSync(dist, out, { recursive: true });
execFileSync("wasm-bindgen", ["--target", "web", "--no-typescript", "--out-dir", out, "--out-name", "table", wasm]);
const small = join(out, "table_bg.wasm");
writeFileSync(small, shrink(small));
copyFileSync("bench/page/bench.js", join(out, "bench.js"));

// The shipped page, whose script tag now asks first which of the two is wanted.
const page = readFileSync(join(dist, "index.html"), "utf8");
const [tag, boot] = /<script type="module" src="\.\/([^"]+)"[^>]*>/.exec(page);
writeFileSync(join(out, "choose.js"),
  `import(new URLSearchParams(location.search).has("bench") ? "./bench.js" : "./${boot}");\n`);
const chosen = tag.replace(/ src="[^"]+"/, ' src="./choose.js"').replace(/ integrity="[^"]+"/, "");
writeFileSync(join(out, "index.html"), page.replace(tag, chosen).replace("<body>", '<body class="bench">'));
