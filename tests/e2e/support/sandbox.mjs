// The local cloud, serving the finished console and the API on one origin.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.mjs";
import { DIST, SANDBOX } from "./paths.mjs";
import { until } from "./wait.mjs";

/**
 * Starts a sandbox on a port that the system picks, and waits until it is ready.
 * `redis` is `{ instance: "redis://…" }`, or a list of addresses for an instance of several nodes; `args` are
 * more arguments for it. Gives `url` (without a slash at its end), `ready` (all that its ready file says), `log()`
 * and `stop()`.
 */
export async function startSandbox({ dist = DIST, redis = {}, args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "quell-sandbox-"));
  const readyFile = join(folder, "ready.json");
  const servers = Object.entries(redis)
    .flatMap(([name, urls]) => [urls].flat().flatMap((url) => ["--redis", `${name}=${url}`]));
  const child = startChild(SANDBOX, [
    "--port", "0", "--dist", dist, "--ready-file", readyFile, ...servers, ...args,
  ]);
  const stop = async () => {
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const told = () => {
    child.alive();
    return existsSync(readyFile) && JSON.parse(readFileSync(readyFile, "utf8"));
  };
  try {
    const ready = await until("the sandbox to be ready", told);
    return { url: new URL(ready.url).origin, ready, log: child.log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
