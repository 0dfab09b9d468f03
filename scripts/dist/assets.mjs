// One finished file: its content decides its name, so that it can be cached for ever.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Writes `stem-<hash>.ext` and gives back what a page needs to name and to check it. */
export function writeHashed(folder, stem, extension, bytes) {
  const name = `${stem}-${digest("sha256", bytes, "hex").slice(0, 16)}.${extension}`;
  writeFileSync(join(folder, name), bytes);
  return { name, integrity: `sha384-${digest("sha384", bytes, "base64")}` };
}
