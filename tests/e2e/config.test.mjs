// A config.json that cannot be used gives a page that says where and why; never a blank one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { answerWith, config, loginPage, networkDown } from "./support/faults.mjs";
import { linkTo } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let good;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "16"] } });
  good = await (await fetch(`${stack.sandbox.url}/config.json`)).json();
});
after(() => stack?.stop());

/** The page that stands in place of the console: its sentence and its detail. */
async function refused(before, path) {
  const visit = await openConsole(stack, { ready: false, before, path });
  const page = visit.page.getByRole("alert");
  await page.getByRole("heading", { name: "Quell is not set up yet" }).waitFor();
  const text = await page.innerText();
  assert.match(text, /Nothing was sent anywhere/);
  assert.deepEqual(visit.calls(), []);
  assert.deepEqual({ errors: visit.trouble.errors, policy: visit.trouble.policy }, { errors: [], policy: [] });
  return { visit, text };
}

const wrong = (change) => () => {
  const file = structuredClone(good);
  change(file);
  return JSON.stringify(file);
};

for (const [name, text, says] of [
  ["a comma too many", () => '{\n  "version": 1,\n  "clouds": [],\n}', /cannot be used:\s+line 4, column 1: /],
  ["an unknown key", wrong((file) => { file.routs = []; }), /routs/],
  ["a route that is no address", wrong((file) => { file.routes[0].url = "//evil.example/{service}"; }), /routes\[0\]\.url \(line \d+\): /],
  ["a path that steps up", wrong((file) => { file.routes[0].url = "/proxy/../{service}"; }), /routes\[0\]\.url \(line \d+\): /],
  ["a route in plain HTTP", wrong((file) => { file.routes[0].url = "http://api.example/{service}"; }), /routes\[0\]\.url \(line \d+\): /],
  ["a number for a name", wrong((file) => { file.clouds[0].name = 5; }), /clouds\[0\]\.name \(line \d+\): must be a text/],
  ["a node id that is a path", wrong((file) => { file.targets[1].node = ".."; }), /targets\[1\]\.node \(line \d+\): /],
  ["no cloud", wrong((file) => { file.clouds = []; }), /clouds \(line \d+\): is empty; name at least one cloud/],
  ["a later version", wrong((file) => { file.version = 2; }), /version \(line \d+\): is 2; this console reads version 1/],
  ["an empty file", () => "", /line 1, column 0: /],
]) {
  test(`a config.json with ${name} is named with its place and reason`, async () => {
    const { visit, text: shown } = await refused((page) => config(page, text()));
    assert.match(shown, says);
    visit.assertClean();
    await visit.close();
  });
}

test("a login page in place of config.json is called no JSON, and its markup stays text", async () => {
  const { visit, text } = await refused((page) => loginPage(page, "**/config.json"));
  assert.match(text, /cannot be used:\s+line 1, column 1: /);
  assert.equal(await visit.page.locator("form").count(), 0);
  visit.assertClean();
  await visit.close();
});

test("a config.json that is not there is named with the server's status", async () => {
  const { visit, text } = await refused((page) => answerWith(page, "**/config.json", { status: 404, body: "not found" }));
  assert.match(text, /config\.json beside this page could not be read: the server answered 404/);
  await visit.close();
});

test("a server that does not answer for config.json is named", async () => {
  const { visit, text } = await refused((page) => networkDown(page, "**/config.json"));
  assert.match(text, /the server did not answer/);
  await visit.close();
});

test("once the file is right, Reload starts the console", async () => {
  let heal;
  const path = linkTo(stack, "orders-db / primary", "?env=sandbox&q=user:report");
  const { visit } = await refused(async (page) => { heal = await config(page, "{"); }, path);
  await heal();
  await visit.page.getByRole("link", { name: "Reload" }).click();
  await visit.page.locator("main .sessions").waitFor();
  assert.equal(new URL(visit.page.url()).hash, path.slice(1), "the address still says what was looked at");
  visit.assertClean();
  await visit.close();
});
