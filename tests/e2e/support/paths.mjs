// Where things are, from the top of the repository.

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const TOP = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const DIST = process.env.QUELL_DIST ?? join(TOP, "dist");
export const OUT = join(TOP, "tests/e2e/out");
export const SANDBOX = process.env.QUELL_SANDBOX
  ?? join(process.env.CARGO_TARGET_DIR ?? join(TOP, "target"), "debug/quell-sandbox");
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
