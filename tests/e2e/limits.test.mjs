// What a portal makes more careful for an environment is kept by a run, by the journal's own times, and is on record.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { journalOf } from "./support/journal.mjs";
import { startStack } from "./support/stack.mjs";

const LIMITS = { batch: { taurusdb: 5 }, sendsPerSecond: 0.5, driftPercent: 10, requireCountAbove: 11 };
const PACE = "at most 5 in a request, 2 s between two requests at least";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "200", "--speed", "0"] } }); });
after(() => stack?.stop());

/** Opens the console with other settings, for the primary, with so many idle threads in the form. */
async function ready(count, change) {
  const file = await (await fetch(`${stack.url}/config.json`)).json();
  change(file.environments.find(({ id }) => id === "sandbox"));
  const visit = await openConsole(stack, { before: (page) => config(page, JSON.stringify(file)) });
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const threads = await cloudOf(stack.sandbox).threads(node);
  const idle = threads.filter(({ command, user }) => command === "Sleep" && user !== "backup_user");
  await visit.paste(idle.slice(0, count).map(({ id }) => id).join(" "));
  return visit;
}

test("a tighter batch and a slower pace are kept by the journal's own times, and stand in the record", async () => {
  const visit = await ready(12, (environment) => { environment.limits = LIMITS; });
  await visit.ask();
  assert.equal(await visit.dialog.locator(".demanded").innerText(), "12", "more than 11 want their number");
  await visit.agree();
  await visit.result.getByText(PACE).waitFor();
  await visit.isOver();
  const sizes = visit.kills().map(({ body }) => JSON.parse(body).processes.length);
  assert.deepEqual(sizes, [5, 5, 2]);
  const entries = await journalOf(visit.page);
  const { order } = entries[0].fact.confirmed;
  assert.deepEqual([order.pace_ms, order.drift_percent, order.batches], [2000, 10, [5, 5, 2]]);
  const sent = entries.filter(({ fact }) => fact.sent).map(({ at_ms: at }) => at);
  assert.equal(sent.length, 3);
  for (const place of [1, 2]) {
    // The mark is written a moment before its request goes out.
    assert.ok(sent[place] - sent[place - 1] >= 1900, `${sent[place] - sent[place - 1]} ms apart`);
  }
  await visit.result.locator("a.btn").click();
  await visit.page.getByText(PACE).waitFor();
  visit.assertClean();
  await visit.close();
});

test("without limits a run is as fast and as large as is safe, and asks for no number", async () => {
  const visit = await ready(12, () => {});
  await visit.ask();
  assert.equal(await visit.dialog.locator(".demanded").count(), 0);
  await visit.agree();
  await visit.isOver();
  assert.equal(visit.kills().length, 1);
  assert.equal((await journalOf(visit.page))[0].fact.confirmed.order.pace_ms, 500);
  await visit.close();
});

test("limits that are bolder than safe are a fault that names key, line and maximum", async () => {
  const file = await (await fetch(`${stack.url}/config.json`)).json();
  file.environments[0].limits = { batch: { dds: 51 } };
  const visit = await openConsole(stack, { ready: false, before: (page) => config(page, JSON.stringify(file, null, 2)) });
  const said = await visit.page.getByRole("alert").innerText();
  assert.match(said, /environments\[0\]\.limits\.batch\.dds \(line \d+\): is 51; the safe maximum is 50/);
  assert.deepEqual(visit.calls(), []);
  await visit.close();
});
