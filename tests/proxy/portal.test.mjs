// What an admin has: the finished console, the file that make.mjs wrote, a config.json of ten lines. What a person then can do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "../e2e/support/browser.mjs";
import { cloudOf } from "../e2e/support/cloud.mjs";
import { openConsole } from "../e2e/support/console.mjs";
import { ENDPOINTS, startFrontOfNginx } from "../e2e/support/nginx.mjs";
import { startSandbox } from "../e2e/support/sandbox.mjs";
import { ledgerOf } from "../e2e/support/sessions.mjs";
import { signInSteps } from "../e2e/support/sign-in.mjs";

const CONFIG = `{
  "$schema": "config.schema.json",
  "version": 1,
  "clouds": [{ "id": "own", "name": "Our cloud", "regions": [{ "id": "local-1", "endpoints": ${JSON.stringify(ENDPOINTS)} }] }],
  "routes": [{ "cloud": "*", "url": "/proxy/{service}/{region}" }],
  "environments": [
    { "id": "prod", "word": "PROD", "tone": "danger", "reason": "required", "protected": ["user=backup_user"] }
  ],
  "defaults": { "environment": "prod", "cloud": "own", "region": "local-1" }
}`;

const ended = [];
const stack = {};
before(async () => {
  assert.equal(CONFIG.split("\n").length, 10);
  stack.sandbox = await startSandbox({ args: ["--sessions", "200"] });
  ended.push(stack.sandbox.stop);
  stack.front = await startFrontOfNginx(stack.sandbox, { config: JSON.parse(CONFIG) });
  ended.push(stack.front.stop);
  stack.browser = await launchBrowser();
  ended.push(() => stack.browser.close());
});
after(async () => {
  for (const end of ended.reverse()) await end();
});

/** Signs in by one way, ends a thread on PROD by its link, and sees it gone. */
async function endOne(name, signIn, secrets) {
  const facts = stack.sandbox.ready;
  const node = facts.nodes.find((each) => each.name === "orders-db / primary");
  const place = ["taurusdb", "own", "local-1", facts.project_id, node.instance_id, node.node_id].join("/");
  const visit = await openConsole(stack, { url: stack.front.url, path: `/#/${place}?view=hand` });
  await signIn(signInSteps(visit, facts), visit);
  const [id] = await cloudOf(stack.sandbox).lasting(node, 1);
  await visit.paste(id);
  await visit.ask();
  assert.match(await visit.dialog.innerText(), /PROD/);
  assert.equal(await visit.sendButton.isEnabled(), false, "PROD needs a reason");
  await visit.agree();
  assert.equal((await visit.outcome()).headline, "1 gone.");
  const attempt = visit.kills()[0].headers["x-attempt-id"];
  const calls = stack.front.audit().filter((line) => line.attempt === attempt);
  assert.deepEqual(calls.map(({ call, status }) => [call, status]), [["taurusdb.kill", 200]], name);
  assert.deepEqual((await ledgerOf(stack)).filter((one) => one.attempt === attempt).map(({ applied }) => applied), [1]);
  visit.assertClean();
  await visit.close();
  for (const secret of secrets) assert.ok(!stack.front.logs().includes(secret), `a secret of ${name} is in a log`);
}

test("a token that somebody pastes ends a session through a fresh nginx and a config.json of ten lines", () => (
  endOne("the token", (_, visit) => visit.signIn(), [stack.sandbox.ready.token])));

test("an IAM user's password does the same", () => (
  endOne("the password", (steps) => steps.asUser(), [stack.sandbox.ready.password])));

test("an access key does the same: its signature is over the cloud's own name", () => (
  endOne("the key", (steps) => steps.byKey(), [stack.sandbox.ready.secret_key])));
