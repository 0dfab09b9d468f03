// A search for secrets in bytes, however a browser or a server may have written them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** So many characters in a row are a trace: what compresses a file leaves random ones as they are, if not all together. */
const PIECE = 8;
/** Of a long secret so many pieces from each end. */
const ENDS = 4;

/** Pieces of letters and digits: escaping for a URL, JSON or HTML leaves them as they are. One without a digit is a word. */
function piecesOf(secret) {
  const pieces = (secret.match(/[A-Za-z0-9]+/g) ?? []).flatMap((run) => (
    Array.from({ length: Math.floor(run.length / PIECE) }, (_, index) => run.slice(index * PIECE, (index + 1) * PIECE))
  )).filter((piece) => /\d/.test(piece));
  return [...new Set([...pieces.slice(0, ENDS), ...pieces.slice(-ENDS)])];
}

/** Base64 has three shapes of the same bytes, by what stands before them; the rims depend on the neighbours. */
const base64Of = (text) => [0, 1, 2].map((shift) => (
  Buffer.from(`${"_".repeat(shift)}${text}`).toString("base64").replaceAll("=", "").slice(Math.ceil(shift * 4 / 3), -1)
));

/** All that a secret is looked for as: in bytes of one and of two, in base64 and in hexadecimal digits. */
function needlesOf(secret) {
  const pieces = piecesOf(secret);
  if (pieces.length === 0) throw new Error("there is nothing in this secret to look for");
  const long = base64Of(secret.slice(0, 24)).filter((text) => text.length >= PIECE);
  return [
    ...pieces.flatMap((piece) => [Buffer.from(piece), Buffer.from(piece, "utf16le"), Buffer.from(Buffer.from(piece).toString("hex"))]),
    ...long.flatMap((text) => [Buffer.from(text), Buffer.from(text, "utf16le")]),
  ];
}

/**
 * A search for `secrets`, texts by what they are called. `inText(text)` and `inFolder(folder)` give what was found as
 * "name in place"; the latter looks into every file, and `files` says how many those were.
 */
export function searchFor(secrets) {
  const needles = Object.entries(secrets).map(([name, secret]) => [name, needlesOf(secret)]);
  const inBytes = (bytes) => needles.filter(([, all]) => all.some((needle) => bytes.includes(needle))).map(([name]) => name);
  const search = {
    files: 0,
    inText: (text) => inBytes(Buffer.from(text)),
    inFolder(folder) {
      search.files = 0;
      return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).flatMap((entry) => {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        let bytes;
        try {
          bytes = readFileSync(path);
        } catch (fault) {
          // A browser that runs takes files away meanwhile.
          if (fault.code === "ENOENT") return [];
          throw fault;
        }
        search.files += 1;
        return inBytes(bytes).map((name) => `${name} in ${path.slice(folder.length + 1)}`);
      });
    },
  };
  return search;
}
