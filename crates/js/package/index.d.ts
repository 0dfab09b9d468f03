import type * as functions from "./functions.js";

export type * from "./functions.js";

/** The functions of the module. They send nothing, remember nothing, and hold nothing that would have to be freed. */
export type Quell = Readonly<typeof functions>;

/**
 * Loads the module once, and gives its functions.
 *
 * `source` is where the wasm file is, where that is not beside the package's own: a URL, the answer of a `fetch`,
 * the file's bytes, or a `WebAssembly.Module`.
 */
export function load(
  source?: string | URL | Response | Promise<Response> | ArrayBuffer | ArrayBufferView | WebAssembly.Module,
): Promise<Quell>;
