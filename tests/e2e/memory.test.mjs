// What the page remembers, and the one thing that it must not: the token.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { journalOf } from "./support/journal.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** Every text that the page or its browser keeps, by where it is kept. */
const kept = (visit) => visit.page.evaluate(async () => {
  const databases = await indexedDB.databases();
  const stores = await caches.keys();
  const fields = [...document.querySelectorAll("input, textarea, select, option, button")];
  return {
    session: JSON.stringify(sessionStorage), local: JSON.stringify(localStorage), cookies: document.cookie,
    address: location.href, history: JSON.stringify(history.state), name: window.name, title: document.title,
    page: document.documentElement.outerHTML, fields: fields.map(({ value }) => value).join("\n"),
    loaded: performance.getEntries().map(({ name }) => name).join("\n"), databases: JSON.stringify(databases),
    caches: stores.join("\n"),
  };
});

async function assertNowhere(visit, secret, when) {
  const places = {
    ...await kept(visit), stored: JSON.stringify(await visit.context.storageState({ indexedDB: true })),
    journal: JSON.stringify(await journalOf(visit.page)),
  };
  for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(secret), `the token is in ${place}, ${when}`);
  for (const { url, body, headers } of visit.calls()) {
    const { "x-auth-token": _, ...others } = headers;
    assert.ok(![url, body ?? "", JSON.stringify(others)].join("\n").includes(secret), `the token is on the wire outside its header, ${when}`);
  }
}

test("a reload keeps the target and what was typed, right or wrong, and forgets the token", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  await visit.choose("orders-db / replica-1");
  await visit.paste("11, 22\nabc");
  const before = { target: await visit.target(), address: visit.page.url() };
  await visit.page.reload();
  await visit.page.locator("main form h1").waitFor();
  assert.deepEqual({ target: await visit.target(), address: visit.page.url() }, before);
  assert.equal(await visit.list.inputValue(), "11, 22\nabc");
  await visit.page.getByRole("banner").getByRole("button", { name: "Sign in" }).waitFor();
  await visit.paste("11, 22");
  await visit.killButton.click();
  await visit.page.getByLabel("IAM token").waitFor();
  assert.equal(await visit.page.getByLabel("IAM token").inputValue(), "");
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("the token is nowhere but in memory and in its own header, from sign-in to the result, the record and after", async () => {
  const secret = stack.sandbox.ready.token;
  const visit = await openConsole(stack);
  await visit.signIn();
  await assertNowhere(visit, secret, "after signing in");
  const node = await visit.choose("orders-db / primary");
  await visit.paste((await cloud.lasting(node, 2)).join());
  await visit.preview("cURL");
  await visit.ask();
  await visit.dialog.getByText("The exact request").click();
  await assertNowhere(visit, secret, "in the question");
  await visit.agree();
  await assertNowhere(visit, secret, "while the run is on its way");
  assert.equal((await visit.outcome()).headline, "2 gone.");
  // The run is on record, or nothing would be proved of it.
  assert.deepEqual(new Set((await journalOf(visit.page)).flatMap(({ fact }) => (typeof fact === "string" ? [fact] : Object.keys(fact)))),
    new Set(["confirmed", "intent", "sent", "answered", "looked", "settled", "closed"]));
  await assertNowhere(visit, secret, "in the result");
  for (const { headers } of visit.calls()) assert.equal(headers["x-auth-token"], secret);
  await visit.result.getByRole("link", { name: "Open the record" }).click();
  const record = visit.page.locator("section.history");
  for (const form of ["Markdown", "JSON", "CSV"]) {
    const coming = visit.page.waitForEvent("download");
    await record.getByRole("button", { name: form, exact: true }).click();
    const text = await readFile(await (await coming).path(), "utf8");
    assert.ok(text.includes(node.name) || form === "CSV", text);
    assert.ok(!text.includes(secret), `the token is in the record as ${form}`);
  }
  await assertNowhere(visit, secret, "in the record");
  await visit.page.getByRole("button", { name: "Lock" }).click();
  await assertNowhere(visit, secret, "after locking");
  await visit.page.reload();
  await record.waitFor();
  await assertNowhere(visit, secret, "after a reload");
  visit.assertClean();
  await visit.close();
});

test("a token that is refused by its form or given up is not kept either", async () => {
  const visit = await openConsole(stack);
  await visit.page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  const field = visit.page.getByLabel("IAM token");
  await field.fill("SECRET-half\u00e9");
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  assert.match(await visit.page.locator("#sign-in-fault").innerText(), /character at position 12/);
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await visit.page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  await assertNowhere(visit, "SECRET-half", "after giving up");
  visit.assertClean();
  await visit.close();
});

test("Lock forgets the token: the next kill asks for one, and what was typed stays", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  await visit.choose("orders-db / primary");
  await visit.paste("11");
  await visit.page.getByRole("button", { name: "Lock" }).click();
  await visit.killButton.click();
  await visit.page.getByLabel("IAM token").waitFor();
  assert.equal(await visit.dialog.count(), 0);
  assert.equal(await visit.list.inputValue(), "11");
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("a deep link opens on its target, and the way back leads to the one before", async () => {
  const { project_id: project, nodes } = stack.sandbox.ready;
  const link = ({ service, instance_id, node_id }) => `/#/${service}/sandbox/local-1/${project}/${instance_id}/${node_id}?view=hand`;
  const [first, second] = ["taurusdb", "dds"].map((word) => nodes.find(({ service }) => service === word));
  const visit = await openConsole(stack, { path: link(first) });
  const current = () => visit.page.getByRole("navigation", { name: "Services" }).locator("[aria-current=page]").innerText();
  assert.match(await current(), /^TaurusDB/);
  assert.deepEqual(await visit.target(), { project, instance: first.instance_id, node: first.node_id });
  assert.equal(await visit.page.locator("#cloud").inputValue(), "sandbox");
  assert.equal(await visit.page.locator("#region").inputValue(), "local-1");
  assert.equal(await visit.page.locator("#known option:checked").innerText(), first.name);
  await visit.page.evaluate((hash) => { location.hash = hash; }, link(second).slice(1));
  await visit.page.getByRole("heading", { name: "Kill sessions of a node" }).waitFor();
  assert.equal((await visit.target()).node, second.node_id);
  await visit.page.goBack();
  await visit.page.getByRole("heading", { name: "Kill session threads of a node" }).waitFor();
  assert.equal((await visit.target()).node, first.node_id);
  visit.assertClean();
  await visit.close();
});

test("each service keeps its own node and each operation its own list while one looks at another", async () => {
  const visit = await openConsole(stack);
  const services = visit.page.getByRole("navigation", { name: "Services" });
  const thread = await visit.choose("orders-db / primary");
  await visit.paste("11, 22");
  await visit.choose("checkout-cache / node-1");
  await visit.paste("10.0.0.1:5");
  await services.getByRole("link", { name: /TaurusDB/ }).click();
  await visit.page.getByLabel("Thread ids").waitFor();
  assert.equal(await visit.list.inputValue(), "11, 22");
  assert.equal((await visit.target()).node, thread.node_id);
  await services.getByRole("link", { name: /DCS/ }).click();
  await visit.page.getByLabel("Client addresses").waitFor();
  assert.equal(await visit.list.inputValue(), "10.0.0.1:5");
  visit.assertClean();
  await visit.close();
});

test("another language keeps the token, the target and what was typed, and is kept itself", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const ids = (await cloud.lasting(node, 2)).join(", ");
  await visit.paste(ids);
  const target = await visit.target();
  await visit.page.getByLabel("Language").selectOption("zh-CN");
  await visit.page.waitForFunction(() => document.documentElement.lang === "zh-CN");
  assert.equal(await visit.list.inputValue(), ids);
  assert.deepEqual(await visit.target(), target);
  await visit.kill();
  assert.equal((await visit.outcome()).mark, "gone");
  const [sent, ...more] = visit.kills();
  assert.deepEqual(more, []);
  assert.equal(sent.headers["x-auth-token"], stack.sandbox.ready.token);
  assert.equal(sent.headers["x-language"], "zh-cn");
  await visit.page.reload();
  await visit.page.locator("main form h1").waitFor();
  assert.equal(await visit.page.evaluate(() => document.documentElement.lang), "zh-CN");
  visit.assertClean();
  await visit.close();
});
