// Lays .br and .gz neighbours beside the files, and says what a first visit weighs.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// A host edits config.json after copying the folder: a neighbour of it would go on telling the old story.
const EDITED_BY_THE_HOST = new Set(["config.json"]);

export const brotli = (bytes) => brotliCompressSync(bytes, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
});

/** Every file under the folder, by its path in it. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

export function compress(folder) {
  return filesOf(folder).map((path) => {
    const bytes = readFileSync(join(folder, path));
    const small = { br: brotli(bytes), gz: gzipSync(bytes, { level: 9 }) };
    for (const [ending, content] of Object.entries(small)) {
      if (!EDITED_BY_THE_HOST.has(path)) writeFileSync(join(folder, `${path}.${ending}`), content);
    }
    return { path, raw: bytes.length, gzip: small.gz.length, brotli: small.br.length };
  });
}

/** A table of sizes; `first` holds the paths that a first visit loads. */
export function sizeTable(sizes, first) {
  const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
  const total = (path, rows) => ({
    path, raw: sum(rows, "raw"), gzip: sum(rows, "gzip"), brotli: sum(rows, "brotli"),
  });
  const loaded = sizes.filter((row) => first.has(row.path));
  const rows = [
    ...sizes.map((row) => ({ ...row, path: `${first.has(row.path) ? "*" : " "} ${row.path}` })),
    total("* first load", loaded),
  ];
  const width = Math.max(...rows.map((row) => row.path.length));
  const line = (path, ...cells) => [path.padEnd(width), ...cells.map((cell) => String(cell).padStart(9))].join(" ");
  return [
    line("  bytes", "raw", "gzip", "brotli"),
    ...rows.map((row) => line(row.path, row.raw, row.gzip, row.brotli)),
  ].join("\n");
}
