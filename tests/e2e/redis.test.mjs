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

/** The handles of a result that were seen gone, and how many were not. */
const seen = ({ rows }) => ({
  gone: rows.filter(([, , , , outcome]) => outcome === "gone").map(([address]) => address).sort(),
  others: rows.filter(([, , , , outcome]) => outcome !== "gone").length,
});

test("of fifty live Redis clients exactly the chosen seven are disconnected and seen gone, and the others answer PING", async () => {
  const clients = await stack.redis.addClients(50);
  const chosen = clients.filter((_, index) => index % 8 === 3).concat(clients[0]);
  assert.equal(chosen.length, 7);
  const { visit, node } = await open();
  await visit.tab("Kill clients");
  await visit.paste(chosen.map(({ address }) => address).join(", "));
  await visit.ask();
  assert.match(await visit.dialog.locator(".blast").innerText(), /14 % of the 50 sessions on this node/);
  assert.equal(await visit.sendButton.isEnabled(), false, "more than five need a reason");
  assert.deepEqual(await pongs(clients), clients.map(() => true), "somebody was cut off before anybody agreed");
  await visit.agree();
  const outcome = await visit.outcome();
  assert.deepEqual([outcome.mark, outcome.headline], ["gone", "7 gone."]);
  assert.deepEqual(seen(outcome), { gone: chosen.map(({ address }) => address).sort(), others: 0 });
  await stack.redis.allCut(chosen);
  assert.deepEqual(await pongs(clients), clients.map((client) => !chosen.includes(client)));
  const listed = (await cloud.clients(node)).map(({ peer }) => peer);
  const left = clients.filter((client) => !chosen.includes(client)).map(({ address }) => address);
  assert.deepEqual(listed.sort(), left.sort());
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
  left.forEach((address) => clients.find((client) => client.address === address).close());
  await until("the others to have left", async () => (await cloud.clients(node)).length === 0);
});

test("a client that leaves while the question is open is named as gone, and the one that comes meanwhile stays", async () => {
  const [chosen, leaver, bystander] = await stack.redis.addClients(3);
  const { visit, node } = await open();
  await visit.tab("Kill clients");
  await visit.paste(`${chosen.address}\n${leaver.address}`);
  await visit.ask();
  assert.match(await visit.dialog.locator("h2").innerText(), /Kill 2 clients\?/);
  leaver.close();
  await until("the leaver to have left", async () => (await cloud.clients(node)).length === 2);
  const [newcomer] = await stack.redis.addClients(1);
  await visit.agree();
  // Redis says of neither who was there: only the list knows.
  const outcome = await visit.outcome();
  assert.deepEqual(seen(outcome), { gone: [chosen.address, leaver.address].sort(), others: 0 });
  await stack.redis.allCut([chosen]);
  assert.deepEqual(await pongs([bystander, newcomer]), [true, true]);
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
  for (const client of [bystander, newcomer]) client.close();
  await until("the others to have left", async () => (await cloud.clients(node)).length === 0);
});

test("a kill-all of the node disconnects all fifty, and the sandbox still lists over its own connection", async () => {
  const clients = await stack.redis.addClients(50);
  const { visit, node } = await open();
  assert.equal((await cloud.clients(node)).length, 50);
  await visit.tab("Kill all clients");
  await visit.page.getByRole("radio", { name: /Only this node/ }).check();
  await visit.ask();
  assert.equal(await visit.dialog.locator(".demanded").innerText(), "50");
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.agree();
  const outcome = await visit.outcome();
  assert.deepEqual([outcome.mark, outcome.headline], ["gone", "50 gone."]);
  assert.deepEqual(seen(outcome), { gone: clients.map(({ address }) => address).sort(), others: 0 });
  await stack.redis.allCut(clients);
  const job = outcome.attempts.join().match(/taken as job ([0-9a-f]{32})/)[1];
  assert.equal((await cloud.ended(node, job)).status, "SUCCESS");
  assert.deepEqual(await cloud.clients(node), []);
  // The server serves whoever comes afterwards.
  const [fresh] = await stack.redis.addClients(1);
  assert.equal(await fresh.ping(), true);
  assert.deepEqual((await cloud.clients(node)).map(({ peer }) => peer), [fresh.address]);
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
});
