// What the flows lean on: a real Redis with clients that notice being cut off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startRedis } from "./support/redis.mjs";

test("of fifty clients of a real redis-server exactly those that are killed are cut off", async () => {
  const redis = await startRedis();
  try {
    const clients = await redis.addClients(50);
    const [killer] = await redis.addClients(1);
    const chosen = clients.slice(0, 7);
    for (const { address } of chosen) assert.equal(await killer.command("CLIENT", "KILL", "ADDR", address), ":1");
    await redis.allCut(chosen);
    const pongs = await Promise.all(clients.map((client) => client.ping()));
    assert.deepEqual(pongs, clients.map((client) => !chosen.includes(client)));
  } finally {
    await redis.stop();
  }
});
