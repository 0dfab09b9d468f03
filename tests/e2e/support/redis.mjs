// A real redis-server of the test's own, in a folder of its own, with live clients.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./child.mjs";
import { freePort } from "./ports.mjs";
import { RespClient } from "./resp.mjs";
import { until } from "./wait.mjs";

/** Gives `url`, `port`, `addClients(n)`, `clients` and `stop()`. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "quell-redis-"));
  const port = await freePort();
  const child = startChild("redis-server", [
    "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no",
    "--daemonize", "no",
  ]);
  const clients = [];
  const stop = async () => {
    clients.forEach((client) => client.close());
    await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = async () => {
    child.alive();
    try {
      const probe = await RespClient.connect(port);
      const pong = await probe.ping();
      probe.close();
      return pong;
    } catch {
      return false;
    }
  };
  try {
    await until("redis-server to answer", answers);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    clients,
    log: child.log,
    stop,
    /** Connects n clients that answer PING, named app-0, app-1, … */
    async addClients(count) {
      const fresh = await Promise.all(Array.from({ length: count }, () => RespClient.connect(port)));
      const first = clients.length;
      await Promise.all(fresh.map((client, index) => client.command("CLIENT", "SETNAME", `app-${first + index}`)));
      clients.push(...fresh);
      return fresh;
    },
    /** Waits until each of these clients has been cut off. */
    allCut: (some) => until("clients to be cut off", () => some.every((client) => client.cut)),
  };
}
