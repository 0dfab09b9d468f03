// What the tests of the module share: where it is, how it is loaded, and JSON whose integers stay exact.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TOP } from "../e2e/support/paths.mjs";

export const MODULE = process.env.QUELL_MODULE ?? join(TOP, "dist/module");
const RECORDS = join(TOP, "crates/core/tests");

/** The module, and the memory that its wasm runs in. */
export async function loadModule() {
  const glue = await import(pathToFileURL(join(MODULE, "glue.js")));
  const { memory } = await glue.default({ module_or_path: readFileSync(join(MODULE, "quell.wasm")) });
  const { load } = await import(pathToFileURL(join(MODULE, "node.js")));
  return { quell: await load(), memory };
}

/** JSON with every whole number that a `number` might round as a bigint. */
export function exact(text) {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => (
    token.startsWith('"') ? token : `"\\u0000big:${token}"`
  ));
  const big = "\u0000big:";
  return JSON.parse(marked, (_, value) => (
    typeof value === "string" && value.startsWith(big) ? BigInt(value.slice(big.length)) : value
  ));
}

/** Every recorded call: its file and name, and the record. */
export function vectors() {
  const folder = join(RECORDS, "vectors");
  return readdirSync(folder).filter((file) => file.endsWith(".json")).sort().flatMap((file) => {
    const records = [exact(readFileSync(join(folder, file), "utf8"))].flat();
    return records.map((vector) => ({ ...vector, at: `${file.slice(0, -5)}/${vector.name}` }));
  });
}

/** The records that the core refuses to make again, by name. */
export const refused = () => readFileSync(join(RECORDS, "vectors.refused.txt"), "utf8")
  .trim().split("\n").map((line) => line.split(": ")[0]);

/** The starts of the names that the core leaves out, each with a reason there. */
export function leftOut() {
  const source = readFileSync(join(RECORDS, "vectors/reads.rs"), "utf8");
  const list = source.slice(source.indexOf("LEFT_OUT"), source.indexOf("];"));
  return [...list.matchAll(/\(\s*"([^"]+)",/g)].map(([, start]) => start);
}

/** Ids of the manual's examples. */
export const PROJECT = "619d3e78f61b4be68bc5aa0b59edcf7b";
export const INSTANCE = "a23fb62bd61e4e9e9636fd2225f395bein07";
export const NODE = "18663926eacb443d98dc20f8620f28f2no07";
export const ROUTE = { cloud: "otc", region: "eu-de" };
export const KEYS = { accessKey: "QTWAOYTTINDUT2QVKYUC", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };
export const NOW = 1_735_787_045_000;

/** An input that every test may use: a thread whose id no `number` holds. */
export const threads = (ids = [9007199254740993n]) => (
  { project: PROJECT, instance: INSTANCE, node: NODE, threads: ids }
);
