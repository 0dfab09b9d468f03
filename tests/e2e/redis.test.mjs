// DCS kills on a real redis-server with fifty live clients.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

const NODE = "cache / node-1";

let stack;
let cloud;
before(async () => {
  stack = await startStack({ redis: "cache", sandbox: { args: ["--sessions", "16"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

const open = async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose(NODE);
  return { visit, node };
};

const pongs = (clients) => Promise.all(clients.map((client) => client.ping()));

test("of fifty live Redis clients exactly the chosen seven are disconnected, and the others answer PING", async () => {
  const clients = await stack.redis.addClients(50);
  const chosen = clients.filter((_, index) => index % 8 === 3).concat(clients[0]);
  assert.equal(chosen.length, 7);
  const { visit, node } = await open();
  await visit.tab("Kill clients");
  await visit.paste(chosen.map(({ address }) => address).join(", "));
  await visit.kill();
  assert.equal((await visit.outcome()).tag, "accepted");
  await stack.redis.allCut(chosen);
  assert.deepEqual(await pongs(clients), clients.map((client) => !chosen.includes(client)));
  const listed = (await cloud.clients(node)).map(({ peer }) => peer);
  const left = clients.filter((client) => !chosen.includes(client)).map(({ address }) => address);
  assert.deepEqual(listed.sort(), left.sort());
  assert.equal(visit.calls().length, 1);
  visit.assertClean();
  await visit.close();
  left.forEach((address) => clients.find((client) => client.address === address).close());
  await until("the others to have left", async () => (await cloud.clients(node)).length === 0);
});

test("a kill-all of the node disconnects all fifty, and the sandbox still lists over its own connection", async () => {
  const clients = await stack.redis.addClients(50);
  const { visit, node } = await open();
  assert.equal((await cloud.clients(node)).length, 50);
  await visit.tab("Kill all clients");
  await visit.page.getByRole("radio", { name: /Only this node/ }).check();
  await visit.ask();
  await visit.page.locator("#typed").fill(node.node_id.slice(-6));
  await visit.agree();
  const { tag, text } = await visit.outcome();
  assert.equal(tag, "submitted");
  await stack.redis.allCut(clients);
  assert.equal((await cloud.ended(node, text.match(/Job ([0-9a-f]{32})/)[1])).status, "SUCCESS");
  assert.deepEqual(await cloud.clients(node), []);
  // The server serves whoever comes afterwards.
  const [fresh] = await stack.redis.addClients(1);
  assert.equal(await fresh.ping(), true);
  assert.deepEqual((await cloud.clients(node)).map(({ peer }) => peer), [fresh.address]);
  assert.equal(visit.calls().length, 1);
  visit.assertClean();
  await visit.close();
});
