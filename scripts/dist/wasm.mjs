// Shrinks the wasm with binaryen.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

// Exactly what rustc emits. --all-features would also write encodings that browsers refuse.
const FEATURES = [
  "bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals",
  "nontrapping-float-to-int", "reference-types", "sign-ext", "simd",
];

const optimizer = join(dirname(createRequire(import.meta.url).resolve("binaryen/package.json")), "bin", "wasm-opt");

export function shrink(path) {
  const out = `${path}.small`;
  const flags = FEATURES.map((feature) => `--enable-${feature}`);
  execFileSync(process.execPath, [optimizer, "-Oz", "--converge", ...flags, path, "-o", out], { stdio: "inherit" });
  const bytes = readFileSync(out);
  rmSync(out);
  return bytes;
}
