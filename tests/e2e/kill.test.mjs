// The four kills from the form to the wire, and what is seen of the other side afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole, readPreview } from "./support/console.mjs";
import { tamper } from "./support/faults.mjs";
import { factsOf } from "./support/journal.mjs";
import { ledgerOf } from "./support/sessions.mjs";
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
const NOT_IN_LIST = "It is not in the list any more.";

async function signedIn(name, options = {}) {
  const visit = await openConsole(stack, options);
  await visit.signIn();
  const node = await visit.choose(name);
  return { visit, node };
}

/** What the preview promises is what the browser sent: once, with a token and an attempt id, and it arrived once. */
async function assertSentAsShown(visit, shown, service) {
  const kills = visit.kills();
  assert.equal(kills.length, 1);
  const [sent] = kills;
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
  const arrived = (await ledgerOf(stack)).filter((arrival) => arrival.attempt === sent.headers["x-attempt-id"]);
  assert.deepEqual(arrived.map(({ applied }) => applied), [1]);
}

/** The command names the token's variable and shows the token nowhere. */
async function assertCurl(visit, shown) {
  const curl = await visit.preview("cURL");
  assert.match(curl, /"X-Auth-Token: \$HW_TOKEN"/);
  assert.ok(curl.includes(shown.path) && curl.includes(shown.method), curl);
  for (const text of [curl, await visit.page.content()]) assert.ok(!text.includes(stack.sandbox.ready.token));
}

/** The request as the question writes it out. */
async function requestOf(visit) {
  await visit.dialog.locator("summary").filter({ hasText: "exact request" }).click();
  return readPreview(await visit.dialog.locator("pre").first().innerText());
}

/** The question names the place, weighs, names those that end and those left out, and has the focus on Cancel. */
async function assertQuestion(visit, node, ids, left) {
  const text = await visit.dialog.innerText();
  for (const part of ["Sandbox", "local-1", node.name, node.node_id, "This cannot be undone."]) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
  assert.match(text, /(< 1|\d+) % of the \d+ sessions on this node\./);
  assert.equal(await visit.focused(), "button Cancel");
  assert.deepEqual(await visit.dialog.locator(".planned tbody td:first-child").allInnerTexts(), ids);
  assert.deepEqual(await visit.dialog.locator(".left-out li").allInnerTexts(), left.map((id) => `${id} ${NOT_IN_LIST}`));
}

/** Whether a part of the page has a colour that people call green. */
const hasGreen = (part) => part.evaluate((panel) => {
  const parts = [panel, ...panel.querySelectorAll(":not(.env-word, td, td *)")];
  return parts.some((one) => {
    const { color, backgroundColor, borderLeftColor, fill } = getComputedStyle(one);
    return [color, backgroundColor, borderLeftColor, fill].some((colour) => {
      const [red, green, blue] = (colour.match(/\d+/g) ?? [0, 0, 0]).map(Number);
      return green > red + 24 && green > blue + 24;
    });
  });
});

/**
 * The whole way for a list of ids, of which the fresh list does not have `left`; gives what the result says.
 * `meanwhile` happens while the question is open.
 */
async function walk(visit, node, ids, service, { left = [], meanwhile } = {}) {
  const ends = ids.filter((id) => !left.includes(id));
  await visit.paste(ids.join("\n"));
  await assertCurl(visit, readPreview(await visit.preview("HTTP")));
  await visit.paste(ends.join("\n"));
  const form = readPreview(await visit.preview("HTTP"));
  await visit.paste(ids.join("\n"));
  await visit.ask();
  await assertQuestion(visit, node, ends, left);
  const shown = await requestOf(visit);
  assert.deepEqual(shown, form, "the question shows another request than the form does for those that end");
  assert.deepEqual(visit.kills(), []);
  await meanwhile?.();
  await visit.agree();
  assert.equal(await hasGreen(visit.result), false, "green before anything is known");
  const outcome = await visit.outcome();
  await assertSentAsShown(visit, shown, service);
  assert.equal(await hasGreen(visit.result), outcome.mark === "gone", `${outcome.mark} and green`);
  return outcome;
}

/** The rows of a result without whose sessions they were. */
const told = ({ rows }) => rows.map(([id, , said, observed, outcome]) => [id, said, observed, outcome]);

/** The result is kept: the history says the same of the run, and forgets nothing by a reload. */
async function assertKept(visit, { headline, rows }) {
  await visit.result.getByRole("link", { name: "Open the record" }).click();
  const record = visit.page.locator("section.result.history");
  for (const reloads of [false, true]) {
    if (reloads) await visit.page.reload();
    await record.locator("tbody tr").first().waitFor();
    assert.equal(await record.locator("h2").innerText(), headline);
    const lines = await record.locator("tbody tr").all();
    assert.deepEqual(await Promise.all(lines.map((line) => line.locator("td").allInnerTexts())), rows);
  }
}

test("a TaurusDB kill ends its threads, sees them gone, and leaves out ids that nobody has", async () => {
  const { visit, node } = await signedIn("orders-db / primary");
  const [first, second, other] = node.sample_ids;
  // No thread has the third id; the last is one of the server's own, which no list has.
  const outcome = await walk(visit, node, [first, second, "999999999", "5"], "taurusdb", { left: ["999999999", "5"] });
  assert.equal(outcome.mark, "gone");
  assert.equal(outcome.headline, "2 gone.");
  assert.deepEqual(told(outcome), [[first, "ended", "gone", "gone"], [second, "ended", "gone", "gone"]]);
  assert.match(outcome.attempts.join(), /2 sessions · 2 ended, 0 not found, 0 not acted on/);
  const left = (await cloud.threads(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((id) => left.includes(id)), [false, false, true]);
  await assertKept(visit, outcome);
  visit.assertClean();
  await visit.close();
});

test("what the API found, did not find and passed over is told apart, and held against the list", async () => {
  const { visit, node } = await signedIn("orders-db / primary");
  const [, , third] = node.sample_ids;
  const rival = (await cloud.threads(node)).find(({ user }) => user === "backup_user").id;
  // One of the server's own threads, in a list that should not have it.
  const own = { id: 5, user: "app_rw", host: "10.0.0.9:5005", db: "shop", command: "Query", time: 900, state: "", info: "SELECT 5" };
  await tamper(visit.page, "**/proxy/taurusdb/**/processes?*", ({ body }) => {
    const row = JSON.stringify(own);
    return { body: body.toString().replace(/"processes":\s*\[/, (start) => `${start}${row},`) };
  });
  const outcome = await walk(visit, node, [third, rival, "5"], "taurusdb", {
    // Somebody else is faster.
    meanwhile: () => cloud.endThreads(node, [rival]),
  });
  assert.equal(outcome.mark, "refused");
  assert.equal(outcome.headline, "1 gone, 1 was already gone, 1 not acted on.");
  assert.deepEqual(told(outcome), [
    [third, "ended", "gone", "gone"], [rival, "not found", "gone", "already gone"], ["5", "not acted on", "still there", "not acted on"],
  ]);
  assert.match(outcome.attempts.join(), /3 sessions · 1 ended, 1 not found, 1 not acted on/);
  await assertKept(visit, outcome);
  visit.assertClean();
  await visit.close();
});

test("a TaurusDB thread whose id is beyond 2^53 is ended by its exact id", async () => {
  const { visit, node } = await signedIn("orders-db / replica-1");
  const huge = (await cloud.threads(node)).map(({ id }) => id).find((id) => !Number.isSafeInteger(Number(id)));
  const outcome = await walk(visit, node, [huge], "taurusdb");
  assert.deepEqual(told(outcome), [[huge, "ended", "gone", "gone"]]);
  assert.equal((await cloud.threads(node)).some(({ id }) => id === huge), false);
  await assertKept(visit, outcome);
  visit.assertClean();
  await visit.close();
});

test("a DDS kill ends its operations: the API says no more than that it was accepted, and the list that they are gone", async () => {
  const { visit, node } = await signedIn("orders-mongo / mongos-1");
  const [first, second, other] = node.sample_ids;
  const outcome = await walk(visit, node, [first, second, "shard_1:1"], "dds", { left: ["shard_1:1"] });
  assert.equal(outcome.mark, "gone");
  assert.equal(outcome.headline, "2 gone.");
  assert.deepEqual(told(outcome).map(([id, ...said]) => [id, said[0], said[2]]), [first, second].map((id) => [id, "accepted, no detail", "gone"]));
  const left = (await cloud.sessions(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((id) => left.includes(id)), [false, false, true]);
  visit.assertClean();
  await visit.close();
});

test("a DCS kill disconnects its clients: the API says no more than that it was accepted, and the list that they are gone", async () => {
  const { visit, node } = await signedIn("checkout-cache / node-1");
  const before = await cloud.clients(node);
  const [first, second, other] = node.sample_ids;
  const outcome = await walk(visit, node, [first, second, "203.0.113.9:6379"], "dcs", { left: ["203.0.113.9:6379"] });
  assert.equal(outcome.mark, "gone");
  assert.equal(outcome.headline, "2 gone.");
  assert.deepEqual(told(outcome).map(([id, ...said]) => [id, said[0], said[2]]), [first, second].map((id) => [id, "accepted, no detail", "gone"]));
  // By id: another client may have the address by now.
  const idOf = (peer) => before.find((client) => client.peer === peer).id;
  const left = (await cloud.clients(node)).map(({ id }) => id);
  assert.deepEqual([first, second, other].map((peer) => left.includes(idOf(peer))), [false, false, true]);
  visit.assertClean();
  await visit.close();
});

/** When the page itself sends its kills, by its own clock: how long the browser then takes to begin is the machine's affair. */
function noteSends() {
  const send = window.fetch;
  window.__sends = [];
  window.fetch = (url, init) => {
    // A self-test has an attempt too.
    if (init?.headers?.has?.("X-Attempt-Id") && String(url).endsWith("/processes")) window.__sends.push(performance.now());
    return send(url, init);
  };
}

test("a run of many batches sends each thread in one request of at most twenty, half a second apart", async () => {
  const { visit, node } = await signedIn("orders-db / replica-1", { init: [noteSends] });
  const wanted = (await cloud.threads(node)).filter(({ command }) => command === "Sleep").slice(0, 45).map(({ id }) => id);
  await visit.paste(wanted.join(" "));
  await visit.ask();
  const planned = await visit.dialog.locator(".planned tbody td:first-child").evaluateAll((all) => all.map((one) => one.textContent));
  // Pools come and go: a few may have left since.
  assert.ok(planned.length > 40, `${planned.length} of ${wanted.length}`);
  assert.equal(await visit.sendButton.isEnabled(), false, "so many need a reason");
  await visit.agree();
  await visit.isOver();
  const sent = visit.kills();
  const batches = sent.map(({ body }) => JSON.parse(body).processes.map(String));
  assert.deepEqual(batches.flat().sort(), planned.toSorted());
  assert.deepEqual(batches.map(({ length }) => length), [20, 20, planned.length - 40]);
  const began = await visit.page.evaluate(() => window.__sends);
  const gaps = began.slice(1).map((at, index) => at - began[index]);
  // The run counts whole milliseconds.
  assert.ok(gaps.length === 2 && gaps.every((gap) => gap >= 499), `${gaps} ms apart`);
  assert.equal(new Set(sent.map(({ headers }) => headers["x-attempt-id"])).size, 3);
  const arrived = (await ledgerOf(stack)).filter(({ attempt }) => sent.some(({ headers }) => headers["x-attempt-id"] === attempt));
  assert.deepEqual(arrived.map(({ applied }) => applied), [1, 1, 1]);
  for (const { headers } of sent) assert.deepEqual(await factsOf(visit.page, headers["x-attempt-id"]), ["intent", "sent", "answered"]);
  const left = new Set((await cloud.threads(node)).map(({ id }) => id));
  assert.deepEqual(planned.filter((id) => left.has(id)), []);
  visit.assertClean();
  await visit.close();
});

/** A kill of everyone in a scope: the job is followed, and once it is done none of those before is there. */
async function walkAll({ card, question, name, typed, wrong, body, says: [colour, sentence] }) {
  const { visit, node } = await signedIn("checkout-cache / node-2");
  const one = stack.sandbox.ready.nodes.find(({ name: each }) => each === "checkout-cache / node-1");
  const before = { one: await cloud.clients(one), two: await cloud.clients(node) };
  await visit.tab("Kill all clients");
  assert.equal(await visit.page.locator("input[name=scope]:checked").count(), 0, "no scope is chosen for anybody");
  await visit.page.getByRole("radio", { name: card }).check();
  const form = readPreview(await visit.preview("HTTP"));
  assert.deepEqual(JSON.parse(form.body), body(node));
  await assertCurl(visit, form);
  await visit.ask();
  const text = await visit.dialog.innerText();
  for (const part of [question, "Sandbox", "local-1", name(node), "100 % of the"]) assert.ok(text.includes(part), `${part} in ${text}`);
  const shown = await requestOf(visit);
  assert.deepEqual(shown, form);
  const demanded = await visit.dialog.locator(".demanded").innerText();
  assert.equal(demanded, typed(node, text.match(/of the (\d+) sessions/)[1]));
  // Each half alone is not enough, nor is anything else than what is asked for.
  for (const [reason, entry] of [["INC-1", ""], ["", demanded], ["INC-1", wrong]]) {
    await visit.dialog.locator("#reason").fill(reason);
    await visit.dialog.locator("#typed").fill(entry);
    assert.equal(await visit.sendButton.isEnabled(), false, `${reason} and ${entry}`);
  }
  assert.deepEqual(visit.kills(), []);
  await visit.agree();
  const { mark, headline, text: said, attempts, rows } = await visit.outcome();
  await assertSentAsShown(visit, shown, "dcs");
  assert.match(said, /The job is done, says the service\./);
  const job = attempts.join().match(/taken as job ([0-9a-f]{32})/)[1];
  assert.equal((await cloud.ended(node, job)).status, "SUCCESS");
  assert.equal(mark, colour, headline);
  assert.match(headline, sentence);
  assert.deepEqual(new Set(rows.map(([, , answer, , outcome]) => `${answer}, ${outcome}`)), new Set(["taken as a job, gone"]));
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
    card: /Only this node/, question: "Kill all clients of this node?", name: (node) => node.node_id,
    typed: (_, living) => living, wrong: "000000",
    body: (node) => ({ node_id: node.node_id, kill_all_nodes: false }),
    says: ["gone", /^\d+ gone\.$/],
  });
  // Some come and go by themselves.
  assert.ok(others > before.one.length * 0.8, `${others} of ${before.one.length}`);
});

test("a DCS kill-all of all nodes asks for the instance, names no node and leaves no client of either", async () => {
  const { others } = await walkAll({
    card: /All nodes of the instance/, question: "Kill all clients of all nodes?", name: (node) => node.instance_id,
    typed: (node) => node.instance_id, wrong: "all",
    body: () => ({ kill_all_nodes: true }),
    // Only one node was looked at, so it is not green.
    says: ["unknown", /^On checkout-cache \/ node-2: \d+ gone\. The other nodes of the instance were not looked at\.$/],
  });
  assert.equal(others, 0);
});
