// The local cloud, serving the finished console and the API on one origin.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.mjs";
import { DIST, SANDBOX } from "./paths.mjs";
import { freePort } from "./ports.mjs";
import { until } from "./wait.mjs";

/**
 * Starts a sandbox on a free port and waits until it is ready.
 * `redis` is `{ name: "redis://…" }`; `args` are more arguments for it.
 * Gives `url`, `ready` (what the ready file says), `log()` and `stop()`.
 */
export async function startSandbox({ dist = DIST, redis = {}, args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "quell-sandbox-"));
  const readyFile = join(folder, "ready.json");
  const port = await freePort();
  const servers = Object.entries(redis).flatMap(([name, url]) => ["--redis", `${name}=${url}`]);
  const child = startChild(SANDBOX, [
    "--port", String(port), "--dist", dist, "--ready-file", readyFile, ...servers, ...args,
  ]);
  const stop = async () => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = () => {
    child.alive();
    const text = existsSync(readyFile) ? readFileSync(readyFile, "utf8") : "";
    // Written in one go or not at all, but an empty file is not an answer yet.
    return text.trimEnd() && { text };
  };
  try {
    const { text } = await until("the sandbox to be ready", ready);
    return { url: `http://127.0.0.1:${port}`, port, ready: asJson(text), log: child.log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function asJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
