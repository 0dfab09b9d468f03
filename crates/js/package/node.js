// The way in for Node: the wasm file beside this one is read from the disk.

import { readFile } from "node:fs/promises";
import { load as loadFrom } from "./web.js";

let loaded;

/** Loads the module once, and gives its functions. A load that failed is tried again by the next call. */
export function load(source) {
  if (source !== undefined) return loadFrom(source);
  loaded ??= readFile(new URL("./quell.wasm", import.meta.url)).then(loadFrom).catch((fault) => {
    loaded = undefined;
    throw fault;
  });
  return loaded;
}
