// The way in for pages and workers: the wasm file beside this one is compiled while it is still loading.

import init, * as functions from "./glue.js";

let loaded;

/** Loads the module once, and gives its functions. A load that failed is tried again by the next call. */
export function load(source = new URL("./quell.wasm", import.meta.url)) {
  loaded ??= init({ module_or_path: source }).then(() => offer(functions)).catch((fault) => {
    loaded = undefined;
    throw fault;
  });
  return loaded;
}

function offer({ default: _, initSync, ...offered }) {
  return Object.freeze(offered);
}
