// The four kills from the form to the wire, and what the other side says afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole, readPreview } from "./support/console.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let cloud;
before(async () => {
  // Few sessions: the tests read whole lists.
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

const ATTEMPT = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function signedIn(name) {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose(name);
  return { visit, node };
}

/** What the preview promises is what the browser sent: once, with a token and an attempt id. */
function assertSentAsShown(visit, shown, service) {
  const calls = visit.calls();
  assert.equal(calls.length, 1);
  const [sent] = calls;
  assert.deepEqual(
    { method: sent.method, path: sent.path, body: sent.body },
    { method: shown.method, path: `/proxy/${service}/local-1${shown.path}`, body: shown.body },
  );
  const { "x-auth-token": blot, "x-attempt-id": attempt, host, ...others } = shown.headers;
  assert.equal(blot, "••••••");
  // The attempt begins with the agreement, so the preview cannot know its id.
  assert.equal(attempt, "(made when you confirm)");
  for (const [name, value] of Object.entries(others)) assert.equal(sent.headers[name], value, name);
  assert.equal(new URL(sent.url).search, "");
  assert.equal(sent.headers["x-auth-token"], stack.sandbox.ready.token);
  assert.match(sent.headers["x-attempt-id"], ATTEMPT);
}

/** The command names the token's variable and shows the token nowhere. */
async function assertCurl(visit, shown) {
  const curl = await visit.preview("cURL");
  assert.match(curl, /"X-Auth-Token: \$HW_TOKEN"/);
  assert.ok(curl.includes(shown.path) && curl.includes(shown.method), curl);
  for (const text of [curl, await visit.page.content()]) assert.ok(!text.includes(stack.sandbox.ready.token));
}

/** The question names the place and every id, shows the request, and has the focus on Cancel. */
async function assertQuestion(visit, node, ids, http) {
  const text = await visit.dialog.innerText();
  for (const part of ["Sandbox", "local-1", node.name, node.node_id, ...ids]) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(await visit.focused(), "button Cancel");
  await visit.dialog.getByText("The exact request").click();
  assert.equal(await visit.dialog.locator("pre").first().innerText(), http);
}

/** No part of the result is drawn in green but the environment's own badge. */
async function assertNotGreen(visit) {
  const colours = await visit.result.evaluate((panel) => [panel, ...panel.querySelectorAll(":not(.env-word)")].flatMap((part) => {
    const style = getComputedStyle(part);
    return [style.color, style.backgroundColor, style.borderLeftColor, style.fill];
  }));
  for (const colour of new Set(colours)) {
    const [red, green, blue] = (colour.match(/\d+/g) ?? [0, 0, 0]).map(Number);
    assert.ok(!(green > red + 24 && green > blue + 24), `${colour} is green`);
  }
}

/** The whole way for a list of ids; gives what the result says. */
async function walk(visit, node, ids, service) {
  await visit.paste(ids.join("\n"));
  const http = await visit.preview("HTTP");
  const shown = readPreview(http);
  await assertCurl(visit, shown);
  await visit.ask();
  await assertQuestion(visit, node, ids, http);
  await visit.agree();
  assertSentAsShown(visit, shown, service);
  return visit.outcome();
}

test("a TaurusDB kill ends its threads, and tells killed, not found and not acted on apart", async () => {
  const { visit, node } = await signedIn("orders-db / primary");
  const [first, second, other] = node.sample_ids;
  // No thread has the third id; the last is one of the server's own, which a kill passes over.
  const { tag, headline, rows } = await walk(visit, node, [first, second, "999999999", "5"], "taurusdb");
  assert.equal(tag, "answered for each");
  assert.equal(headline, "The API says: 2 ended, 1 not found, 1 not acted on.");
  assert.deepEqual(rows, [
    [first, "ended", "not checked"], [second, "ended", "not checked"],
    ["999999999", "not found", "not checked"], ["5", "not acted on", "not checked"],
  ]);
  await assertNotGreen(visit);
  const left = (await cloud.threads(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((id) => left.includes(id)), [false, false, true]);
  visit.assertClean();
  await visit.close();
});

test("a TaurusDB thread whose id is beyond 2^53 is ended by its exact id", async () => {
  const { visit, node } = await signedIn("orders-db / replica-1");
  const huge = (await cloud.threads(node)).map(({ id }) => id).find((id) => !Number.isSafeInteger(Number(id)));
  const { rows } = await walk(visit, node, [huge], "taurusdb");
  assert.deepEqual(rows, [[huge, "ended", "not checked"]]);
  assert.equal((await cloud.threads(node)).some(({ id }) => id === huge), false);
  visit.assertClean();
  await visit.close();
});

test("a DDS kill ends its operations, and the result claims no more than that it was accepted", async () => {
  const { visit, node } = await signedIn("orders-mongo / mongos-1");
  const [first, second, other] = node.sample_ids;
  const { tag, headline, rows } = await walk(visit, node, [first, second], "dds");
  assert.equal(tag, "accepted");
  assert.equal(headline, "The cloud accepted the request for 2 sessions.");
  assert.deepEqual(rows, [[first, "no detail", "not checked"], [second, "no detail", "not checked"]]);
  await assertNotGreen(visit);
  const left = (await cloud.sessions(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((id) => left.includes(id)), [false, false, true]);
  visit.assertClean();
  await visit.close();
});

test("a DCS kill disconnects its clients, and the result claims no more than that it was accepted", async () => {
  const { visit, node } = await signedIn("checkout-cache / node-1");
  const before = await cloud.clients(node);
  const [first, second, other] = node.sample_ids;
  const { tag, headline, rows } = await walk(visit, node, [first, second], "dcs");
  assert.equal(tag, "accepted");
  assert.equal(headline, "The cloud accepted the request for 2 sessions.");
  assert.deepEqual(rows, [[first, "no detail", "not checked"], [second, "no detail", "not checked"]]);
  await assertNotGreen(visit);
  // By id: another client may have the address by now.
  const idOf = (peer) => before.find((client) => client.peer === peer).id;
  const left = (await cloud.clients(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((peer) => left.includes(idOf(peer))), [false, false, true]);
  visit.assertClean();
  await visit.close();
});

/** A kill of everyone in a scope: the job is shown, and once it is done none of those before is there. */
async function walkAll({ card, question, typed, body }) {
  const { visit, node } = await signedIn("checkout-cache / node-2");
  const one = stack.sandbox.ready.nodes.find(({ name }) => name === "checkout-cache / node-1");
  const before = { one: await cloud.clients(one), two: await cloud.clients(node) };
  await visit.tab("Kill all clients");
  assert.equal(await visit.page.locator("input[name=scope]:checked").count(), 0, "no scope is chosen for anybody");
  await visit.page.getByRole("radio", { name: card }).check();
  const shown = readPreview(await visit.preview("HTTP"));
  assert.deepEqual(JSON.parse(shown.body), body(node));
  await assertCurl(visit, shown);
  await visit.ask();
  const text = await visit.dialog.innerText();
  for (const part of [question, "Sandbox", "local-1", node.instance_id]) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.page.locator("#typed").fill("000000");
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.page.locator("#typed").fill(typed(node).slice(-6));
  await visit.agree();
  assertSentAsShown(visit, shown, "dcs");
  const { tag, headline, text: said } = await visit.outcome();
  assert.equal(tag, "submitted");
  assert.equal(headline, "The cloud took the kill as a job.");
  await assertNotGreen(visit);
  const job = said.match(/Job ([0-9a-f]{32})/)[1];
  assert.equal((await cloud.ended(node, job)).status, "SUCCESS");
  const stillThere = async (where, known) => {
    const left = new Set((await cloud.clients(where)).map(({ id }) => id));
    return known.filter(({ id }) => left.has(id)).length;
  };
  assert.equal(await stillThere(node, before.two), 0);
  const others = await stillThere(one, before.one);
  visit.assertClean();
  await visit.close();
  return { others, before };
}

test("a DCS kill-all of one node is a job that leaves none of its clients, and the other node's alone", async () => {
  const { others, before } = await walkAll({
    card: /Only this node/, question: "Kill all clients of this node?", typed: (node) => node.node_id,
    body: (node) => ({ node_id: node.node_id, kill_all_nodes: false }),
  });
  // Some come and go by themselves.
  assert.ok(others > before.one.length * 0.8, `${others} of ${before.one.length}`);
});

test("a DCS kill-all of all nodes names no node and leaves no client of either", async () => {
  const { others } = await walkAll({
    card: /All nodes of the instance/, question: "Kill all clients of all nodes?", typed: (node) => node.instance_id,
    body: () => ({ kill_all_nodes: true }),
  });
  assert.equal(others, 0);
});
