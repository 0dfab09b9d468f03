// A run as a person sees it: on its way, held, stopped, told in one sentence, seen from another tab, and kept. In the
// sandbox life stands still, so that only what is ended here ends.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { bendTime, hurry, letLive, pass } from "./support/haste.mjs";
import { ledgerOf, openSessions, weather } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

const NODE = "orders-db / replica-1";

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "900", "--speed", "0"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());
afterEach(() => weather(stack));

const there = async (node) => (await cloud.threads(node)).filter(({ command, user }) => command === "Sleep" && user !== "backup_user").map(({ id }) => id);

/** Signed in, with so many idle threads in the form; what the page waits out by its clock is over at once, if it may be. */
async function ready(count, where = stack, { name = NODE, isHurried = true } = {}) {
  const visit = await openConsole(where, { init: [bendTime] });
  if (isHurried) await hurry(visit);
  await visit.signIn();
  const node = await visit.choose(name);
  const ids = (await there(node)).slice(0, count);
  assert.equal(ids.length, count);
  await visit.paste(ids.join(" "));
  return { ...visit, node, ids };
}

const button = (visit, name) => visit.result.getByRole("button", { name, exact: true });
const handles = ({ body }) => JSON.parse(body).processes.length;

/** Each attempt of the page arrived once. */
async function assertArrivedOnce(visit) {
  const sent = visit.kills().map(({ headers }) => headers["x-attempt-id"]);
  const arrived = (await ledgerOf(stack)).filter(({ attempt, status }) => sent.includes(attempt) && status !== 409);
  assert.deepEqual(arrived.map(({ attempt }) => attempt).sort(), sent.toSorted());
}

test("45 sessions of the table end in three batches, each sent once, and the sentence says so", async () => {
  const visit = await openSessions(stack, NODE);
  await weather(stack, { operation: "taurusdb.kill", kind: "late_answer", ms: 300 });
  await visit.filter("command:Sleep !user:backup_user");
  await visit.page.getByText(/^\d+ of \d+ sessions$/).waitFor();
  await visit.grid.focus();
  await visit.page.keyboard.press("Home");
  await visit.page.keyboard.press("Space");
  for (let step = 0; step < 44; step += 1) await visit.page.keyboard.press("ArrowDown");
  await visit.page.keyboard.press("Shift+Space");
  await visit.says("45 selected");
  await visit.killTicked.click();
  await visit.dialog.locator(".blast").waitFor();
  await visit.agree();
  await visit.result.getByText("Batch 2 of 3", { exact: true }).waitFor();
  const { mark, headline, rows } = await visit.outcome();
  assert.deepEqual([mark, headline, rows.length], ["gone", "45 gone.", 45]);
  const sent = visit.calls().filter(({ headers }) => headers["x-attempt-id"]);
  assert.deepEqual(sent.map(handles), [20, 20, 5]);
  const ids = sent.map(({ headers }) => headers["x-attempt-id"]);
  const arrived = (await ledgerOf(stack)).filter(({ attempt }) => ids.includes(attempt));
  assert.deepEqual(arrived.map(({ applied }) => applied), [1, 1, 1]);
  visit.assertClean();
  await visit.close();
});

test("a paused run sends nothing until it goes on, and then the rest once", async () => {
  const visit = await ready(45);
  await weather(stack, { operation: "taurusdb.kill", kind: "late_answer", ms: 600 });
  await visit.ask();
  await visit.agree();
  await until("the first batch", () => visit.kills().length === 1);
  await button(visit, "Pause").click();
  await visit.result.getByText("Paused. Nothing is sent until you go on.").waitFor();
  const held = visit.kills().length;
  assert.ok(held < 3, `${held} batches were sent before the pause`);
  await weather(stack);
  await button(visit, "Go on").click();
  assert.equal((await visit.outcome()).headline, "45 gone.");
  assert.deepEqual(visit.kills().map(handles), [20, 20, 5]);
  await assertArrivedOnce(visit);
  visit.assertClean();
  await visit.close();
});

test("stopped after a batch, the rest is not sent, and the sentence counts it", async () => {
  const visit = await ready(45);
  await weather(stack, { operation: "taurusdb.kill", kind: "late_answer", ms: 1_500 });
  await visit.ask();
  await visit.agree();
  await until("the first batch", () => visit.kills().length === 1);
  await button(visit, "Stop after this batch").click();
  const { headline, rows } = await visit.outcome();
  assert.equal(headline, "20 gone, 25 not sent.");
  assert.equal(rows.filter(([, , , , outcome]) => outcome === "not sent · the run was stopped before").length, 25);
  assert.equal(visit.kills().length, 1);
  const left = new Set(await there(visit.node));
  assert.deepEqual(rows.filter(([id, , , , outcome]) => left.has(id) !== outcome.startsWith("not sent")), []);
  await visit.close();
});

test("a mixed run is told in one sentence, and a try at the rest waits, has another id, and ends them", async () => {
  const visit = await ready(45);
  await weather(stack, { operation: "taurusdb.kill", kind: "html", status: 502, skip: 1, count: 1 });
  await visit.ask();
  await visit.agree();
  await visit.result.getByText("What became of a batch is not all known.").waitFor({ timeout: 30_000 });
  await button(visit, "Stop after this batch").click();
  const { mark, headline, rows } = await visit.outcome();
  assert.deepEqual([mark, headline], ["refused", "20 gone, 20 still there, 5 not sent."]);
  assert.deepEqual(rows.map(([id]) => id), visit.ids);
  assert.deepEqual(rows.map((row) => row.slice(2).join(" · ")), [
    ...Array(20).fill("ended · gone · gone"), ...Array(20).fill("unknown · still there · still there"),
    ...Array(5).fill("not asked · not checked · not sent · the run was stopped before"),
  ]);

  // Somebody else ends three of them meanwhile.
  await cloud.endThreads(visit.node, visit.ids.slice(20, 23));
  await button(visit, "Check again").click();
  await until("the list to have told", async () => (await visit.outcome()).headline === "23 gone, 17 still there, 5 not sent.");
  assert.equal(visit.kills().length, 2);

  // The wait until no copy can arrive is seen before it is over.
  await hurry(visit, false);
  const before = visit.kills();
  await button(visit, "Retry the 17 still there…").click();
  await visit.dialog.locator(".blast").waitFor();
  assert.match(await visit.dialog.locator("h2").innerText(), /17/);
  await visit.satisfy("INC-2");
  await visit.sendButton.click();
  await visit.result.getByText(/waiting \d+ s until no copy of the first try can arrive/).waitFor();
  assert.equal(visit.kills().length, before.length, "it was sent behind the fence's back");
  await hurry(visit);
  const { headline: last } = await visit.outcome();
  assert.equal(last, "40 gone, 5 not sent.");
  assert.deepEqual(visit.kills().map(handles), [20, 20, 17]);
  assert.equal(new Set(visit.kills().map(({ headers }) => headers["x-attempt-id"])).size, 3);
  await assertArrivedOnce(visit);
  await visit.close();
});

test("an id that is another's when its batch is due is not in a request", async () => {
  const name = "orders-db / primary";
  const failOver = async () => {
    const answer = await fetch(`${stack.sandbox.url}/sandbox/failover`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ node: name }),
    });
    assert.ok(answer.ok, await answer.text());
    await letLive(stack, 60_000);
  };
  await failOver();
  const visit = await ready(25, stack, { name });
  await weather(stack, { operation: "taurusdb.kill", kind: "html", status: 502, count: 1 });
  await visit.ask();
  await visit.agree();
  await visit.result.getByText("What became of a batch is not all known.").waitFor({ timeout: 30_000 });
  await failOver();
  const others = new Set((await cloud.threads(visit.node)).map(({ id }) => id));
  // The list that the run has is too old by then.
  await pass(visit, 60_001);
  await button(visit, "Go on").click();
  const { mark, headline, rows } = await visit.outcome();
  assert.deepEqual([mark, headline], ["refused", "20 still there, 5 not sent."]);
  assert.deepEqual(rows.slice(20), visit.ids.slice(20).map((id, place) => [
    id, rows[20 + place][1], "not asked", "gone; its id is another's now", "not sent · Its id or address belongs to another session now.",
  ]));
  assert.deepEqual(visit.kills().map(handles), [20]);
  const left = new Set((await cloud.threads(visit.node)).map(({ id }) => id));
  assert.deepEqual([...others].filter((id) => !left.has(id)), [], "somebody else's session was ended");
  await visit.close();
});

test("those who come back are counted, and are not taken for those who went", async () => {
  const visit = await ready(4, stack, { isHurried: false });
  const who = ({ user, host }) => `${user} ${host.slice(0, host.lastIndexOf(":"))}`;
  const old = await cloud.threads(visit.node);
  const ended = new Set(old.filter(({ id }) => visit.ids.includes(id)).map(who));
  await visit.ask();
  await visit.agree();
  await visit.result.getByText(/looking again in \d+ s/).waitFor();
  await letLive(stack, 30_000);
  const known = new Set(old.map(({ id }) => id));
  const back = (await cloud.threads(visit.node)).filter((one) => !known.has(one.id) && ended.has(who(one))).length;
  assert.ok(back > 1, `${back} are back`);
  await hurry(visit);
  assert.equal((await visit.outcome()).headline, "4 gone.");
  await visit.result.getByText(`${back} new sessions of the same users and hosts have come since.`, { exact: true }).waitFor();
  visit.assertClean();
  await visit.close();
});

test("for every node of an instance the instance is to be typed, and nothing else will do", async () => {
  const visit = await openConsole(stack, { init: [bendTime] });
  await hurry(visit);
  await visit.signIn();
  const node = await visit.choose("checkout-cache / node-1");
  await visit.tab("Kill all clients");
  await visit.page.getByRole("radio", { name: /^All nodes of the instance/ }).check();
  await visit.ask();
  // A target that is given by hand has no name but its id.
  const demanded = await visit.dialog.locator(".demanded").innerText();
  assert.equal(demanded, node.instance_id);
  await visit.dialog.locator("#reason").fill("INC-9");
  for (const [entry, allows] of [["", false], [node.node_id, false], [demanded.toUpperCase(), false], [demanded.slice(0, -1), false], [demanded, true]]) {
    await visit.dialog.locator("#typed").fill(entry);
    assert.equal(await visit.sendButton.isEnabled(), allows, entry);
  }
  const there = await cloud.clients(node);
  await visit.sendButton.click();
  const { mark, headline } = await visit.outcome();
  // Only this node was looked at.
  assert.deepEqual([mark, headline], ["unknown", `On checkout-cache / node-1: ${there.length} gone. The other nodes of the instance were not looked at.`]);
  const [{ body, headers }] = visit.kills();
  assert.equal(JSON.parse(body).kill_all_nodes, true);
  const arrived = (await ledgerOf(stack)).find(({ attempt }) => attempt === headers["x-attempt-id"]);
  assert.equal(arrived.swept.length, 2);
  assert.deepEqual(await cloud.clients(node), []);
  visit.assertClean();
  await visit.close();
});

test("a session that is left out in the question is not in the request", async () => {
  const visit = await ready(3);
  await visit.ask();
  await visit.dialog.getByRole("button", { name: `Leave out ${visit.ids[1]}`, exact: true }).click();
  assert.match(await visit.dialog.locator("h2").innerText(), /2/);
  await visit.agree();
  assert.equal((await visit.outcome()).headline, "2 gone.");
  assert.deepEqual(JSON.parse(visit.kills()[0].body).processes.map(String), [visit.ids[0], visit.ids[2]]);
  assert.ok((await there(visit.node)).includes(visit.ids[1]));
  visit.assertClean();
  await visit.close();
});

test("what a person has to do grows with the share: nothing, a reason, a number to type", async () => {
  const visit = await ready(2);
  await visit.ask();
  assert.deepEqual([await visit.dialog.locator("#reason[required], #typed").count(), await visit.sendButton.isEnabled()], [0, true]);
  await visit.cancelButton.click();
  await visit.paste((await there(visit.node)).slice(0, 6).join(" "));
  await visit.ask();
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.dialog.locator("#reason").fill("INC-6");
  assert.deepEqual([await visit.dialog.locator("#typed").count(), await visit.sendButton.isEnabled()], [0, true]);
  await visit.cancelButton.click();
  await visit.paste((await cloud.threads(visit.node)).map(({ id }) => id).join(" "));
  await visit.ask();
  const demanded = await visit.dialog.locator(".demanded").innerText();
  assert.ok((await visit.dialog.locator("h2").innerText()).replace(/\D/g, "").startsWith(demanded), demanded);
  await visit.dialog.locator("#reason").fill("INC-7");
  for (const [entry, allows] of [["", false], [`${demanded}0`, false], [demanded, true]]) {
    await visit.dialog.locator("#typed").fill(entry);
    assert.equal(await visit.sendButton.isEnabled(), allows, entry);
  }
  await visit.cancelButton.click();
  assert.deepEqual(visit.kills(), []);
  visit.assertClean();
  await visit.close();
});

test("another tab sees the run of this one, and cannot end anything on the same instance meanwhile", async () => {
  const visit = await ready(25);
  const other = await ready(2, { ...stack, browser: { newContext: async () => visit.context } });
  await weather(stack, { operation: "taurusdb.kill", kind: "late_answer", ms: 6_000, count: 1 });
  await other.ask();
  await visit.ask();
  await visit.agree();
  await until("the first batch", () => visit.kills().length === 1);
  await other.cancelButton.click();
  await other.page.getByText(`Another tab is ending sessions of ${NODE}: `).waitFor();
  await other.paste((await there(other.node)).slice(-2).join(" "));
  await other.ask();
  await other.agree();
  await other.result.getByText("Another tab of this browser is ending sessions on this instance").waitFor();
  assert.deepEqual(other.kills(), []);
  assert.equal((await visit.outcome()).headline, "25 gone.");
  assert.deepEqual(other.kills(), []);
  await visit.close();
});

test("the history lists the run, its record tells each session, and no export has the token", async () => {
  const visit = await ready(2);
  await visit.kill();
  await visit.page.getByRole("link", { name: "History", exact: true }).click();
  const row = visit.page.locator(".history tbody tr").first();
  assert.match(await row.innerText(), /2 gone\./);
  await row.getByRole("link").click();
  const record = visit.page.locator("section.result.history");
  assert.equal(await record.locator("h2").innerText(), "2 gone.");
  for (const [name, ends] of [["Markdown", ".md"], ["JSON", ".json"], ["CSV", ".csv"]]) {
    const coming = visit.page.waitForEvent("download");
    await record.getByRole("button", { name, exact: true }).click();
    const file = await coming;
    assert.ok(file.suggestedFilename().endsWith(ends), file.suggestedFilename());
    const text = readFileSync(await file.path(), "utf8");
    for (const id of visit.ids) assert.ok(text.includes(id), `${name} has ${id}`);
    assert.ok(text.includes(visit.kills()[0].headers["x-attempt-id"]) || name === "CSV", `${name} has the attempt`);
    assert.ok(!text.includes(stack.sandbox.ready.token), `${name} has the token`);
    if (name === "JSON") JSON.parse(text);
  }
  visit.assertClean();
  await visit.close();
});
