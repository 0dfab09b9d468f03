// The page of docs/embed in Chromium, against the sandbox and under the headers of production.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TOP } from "../e2e/support/paths.mjs";
import { startStack } from "../e2e/support/stack.mjs";
import { MODULE } from "./support.mjs";

let folder;
let stack;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "quell-embed-"));
  cpSync(join(TOP, "docs/embed"), folder, { recursive: true });
  cpSync(MODULE, join(folder, "module"), { recursive: true });
  cpSync(join(TOP, "www/icons"), join(folder, "icons"), { recursive: true });
  stack = await startStack({ sandbox: { dist: folder, args: ["--sessions", "200"] } });
});
after(async () => {
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** What a list of the sandbox has, asked as a script would: with the module, in Node. */
async function listed(quell, project, node) {
  const { url, ready } = stack.sandbox;
  const route = { cloud: "sandbox", region: "local-1", url: `${url}/proxy/{service}/{region}` };
  const input = { project, instance: node.instance, node: node.node, query: { limit: 100 } };
  const request = quell.buildRequest("taurusdb.list_processes", input, route);
  const headers = { ...request.headers, ...quell.sign(request, { token: ready.token }, Date.now()) };
  const answer = await fetch(request.url, { headers });
  const response = { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  const finding = quell.readAnswer("taurusdb.list_processes", request, response);
  assert.equal(finding.kind, "sessions");
  return finding.handles;
}

test("a page without a framework pastes ids, shows the request, sends it itself and reads the answer", async () => {
  const { load } = await import(join(MODULE, "node.js"));
  const quell = await load();
  const { ready } = stack.sandbox;
  const { targets, defaults: { project } } = await (await fetch(`${stack.url}/config.json`)).json();
  const node = targets.find(({ service }) => service === "taurusdb");
  const [first, second, ...others] = await listed(quell, project, node);

  const visit = await stack.open("/embed.html");
  const { page } = visit;
  const type = (name, text) => page.locator(`[name=${name}]`).fill(text);
  await page.locator("[name=show]").waitFor();
  for (const [name, text] of Object.entries({
    cloud: "sandbox", region: "local-1", project, instance: node.instance, node: node.node, token: ready.token,
  })) await type(name, text);

  await type("threads", `${first}\nno thread`);
  await page.locator("[name=show]").click();
  await page.getByRole("status").getByText("line 2").waitFor();
  assert.equal(await page.locator("[name=send]").isDisabled(), true);

  await type("threads", `${first}, ${second}\n9007199254740993`);
  await page.locator("[name=show]").click();
  const shown = await page.locator("#request").textContent();
  assert.ok(shown.includes(`{"processes":[${first},${second},9007199254740993]}`), shown);
  assert.ok(!shown.includes(ready.token), "the token is not in what is shown");

  await page.locator("[name=send]").click();
  await page.getByRole("status").getByText("partition").waitFor();
  const told = JSON.parse((await page.getByRole("status").textContent()).slice("partition ".length));
  assert.deepEqual(told, { killed: [String(first), String(second)], notFound: ["9007199254740993"], notActedOn: [] });
  assert.equal(await page.locator("[name=send]").isDisabled(), true, "it is sent once");
  visit.assertClean();

  const left = await listed(quell, project, node);
  assert.ok(!left.includes(first) && !left.includes(second), "they are gone");
  assert.ok(left.includes(others[0]), "their neighbour is not");
});
