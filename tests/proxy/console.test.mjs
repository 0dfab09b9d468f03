// The console before the shipped nginx, with the local cloud behind it: it starts without a report, and names what nginx itself
// answers by its right name.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "../e2e/support/browser.mjs";
import { cloudOf } from "../e2e/support/cloud.mjs";
import { openConsole } from "../e2e/support/console.mjs";
import { startFrontOfNginx } from "../e2e/support/nginx.mjs";
import { startSandbox } from "../e2e/support/sandbox.mjs";
import { ledgerOf } from "../e2e/support/sessions.mjs";

const ended = [];
const stack = {};
before(async () => {
  stack.sandbox = await startSandbox({ args: ["--sessions", "200"] });
  ended.push(stack.sandbox.stop);
  stack.front = await startFrontOfNginx(stack.sandbox);
  ended.push(stack.front.stop);
  stack.browser = await launchBrowser();
  ended.push(() => stack.browser.close());
});
after(async () => {
  for (const end of ended.reverse()) await end();
});

/** Signed in, with a kill of two threads in the form. */
async function ready() {
  const visit = await openConsole(stack, { url: stack.front.url });
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const ids = await cloudOf(stack.sandbox).lasting(node, 2);
  await visit.paste(ids.join(", "));
  return { ...visit, ids };
}

const isKill = (url) => url.pathname.endsWith("/processes") && !url.search;

test("a kill goes through nginx, arrives once, and stands in the audit line under its attempt", async () => {
  const visit = await ready();
  await visit.kill();
  assert.equal((await visit.outcome()).headline, "2 gone.");
  const attempt = visit.kills()[0].headers["x-attempt-id"];
  const lines = stack.front.audit().filter((line) => line.attempt === attempt);
  assert.deepEqual(lines.map(({ call, status, cloud, fault }) => [call, status, cloud, fault]), [["taurusdb.kill", 200, "taurusdb.localhost", ""]]);
  assert.deepEqual((await ledgerOf(stack)).filter((arrival) => arrival.attempt === attempt).map(({ applied }) => applied), [1]);
  // No report of the policy, no word on the console.
  visit.assertClean();
  await visit.close();
  assert.ok(!stack.front.logs().includes(stack.sandbox.ready.token), "the token is in a log");
});

test("what nginx has seen before is unknown to the console, and the list tells what happened", async () => {
  const visit = await ready();
  await visit.page.route(isKill, async (route) => {
    const sent = route.request();
    // The same request from another hand, as a browser's own repetition would be.
    const { "content-length": _, ...headers } = await sent.allHeaders();
    const first = await fetch(sent.url(), { method: sent.method(), headers: { ...headers, origin: stack.front.url }, body: sent.postData() });
    assert.equal(first.status, 200);
    await route.continue();
  });
  await visit.kill();
  const told = await visit.outcome();
  assert.match(told.attempts.join(), /The proxy has seen this attempt before: the browser repeated it/);
  assert.deepEqual(told.rows.map(([id, , said, , end]) => [id, said, end]), visit.ids.map((id) => [id, "unknown", "gone"]));
  await visit.close();
});

test("what nginx refuses is refused by the portal's proxy, and was sent to nobody", async () => {
  const visit = await ready();
  await visit.page.route(isKill, (route) => route.continue({ headers: { ...route.request().headers(), "content-type": "text/plain" } }));
  const before = (await ledgerOf(stack)).length;
  await visit.kill();
  const told = await visit.outcome();
  assert.match(told.text, /refused by the portal's proxy \(415\): it did not reach the cloud · PROXY\.0415 · The content type must be/);
  assert.deepEqual(told.rows.map(([id, , said, , end]) => [id, said, end]), visit.ids.map((id) => [id, "refused", "refused"]));
  assert.deepEqual((await ledgerOf(stack)).slice(before).filter((arrival) => /\.kill/.test(arrival.operation)), []);
  await visit.close();
});
