// Chromium is killed with SIGKILL in the middle of a run, again and again: nothing went out that was not on record
// before, nothing goes out by itself afterwards, and every session is accounted for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { journalOf } from "./support/journal.mjs";
import { lastingBrowser } from "./support/lasting.mjs";
import { startSandbox } from "./support/sandbox.mjs";
import { startFrontOf } from "./support/stack.mjs";
import { ledgerOf, weather } from "./support/sessions.mjs";
import { until } from "./support/wait.mjs";

const CRASHES = 20;
/** So many browsers crash beside each other, each with a profile and a cloud of its own. */
const BESIDE = 4;
/** Three batches: each is answered late. */
const SESSIONS = 45;
const SLOW = 400;
/**
 * When it crashes: so many requests have left the page, and so many ms later. Batches are on their way, answered and
 * being written down; the first ones come before anything is sent.
 */
const MOMENTS = Array.from({ length: CRASHES }, (_, index) => [(index >> 2) % 4, (index * 97) % SLOW]);

const facts = (entries, kind) => entries.flatMap(({ fact }) => (fact[kind] ? [fact[kind]] : []));

const killsOf = async (stack) => (await ledgerOf(stack)).filter(({ operation }) => operation === "taurusdb.kill");

async function signedIn(stack) {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose("orders-db / replica-1");
  return { ...visit, node };
}

/** Begins a run and crashes at this moment of it. */
async function crashed(stack, lasting, visit, [requests, after]) {
  const cloud = cloudOf(stack.sandbox);
  const idle = (await cloud.threads(visit.node)).filter(({ command, user }) => command === "Sleep" && user !== "backup_user");
  assert.ok(idle.length >= SESSIONS, `${idle.length} idle threads are left`);
  await visit.paste(idle.slice(0, SESSIONS).map(({ id }) => id).join(" "));
  await visit.ask();
  await visit.satisfy();
  await visit.sendButton.click();
  await until(`request ${requests}`, () => visit.kills().length >= requests, { patience: 30_000, every: 2 });
  // A crash comes at any time: this is no waiting for something.
  await pause(after);
  await lasting.crash();
}

/** What is on record and what arrived, after a crash; nothing else happened yet. */
async function compare(stack, visit, old, counts) {
  const entries = (await journalOf(visit.page)).filter(({ run }) => !old.has(run));
  const arrived = (await killsOf(stack)).slice(old.arrivals);
  // What went out before the crash has arrived by now: the page has been opened again and signed in since.
  const intents = new Map(facts(entries, "intent").map(({ attempt, items }) => [attempt, items]));
  const sent = new Set(facts(entries, "sent").map(({ attempt }) => attempt));
  const answered = new Set(facts(entries, "answered").map(({ attempt }) => attempt));
  const unrecorded = arrived.filter(({ attempt }) => !intents.has(attempt) || !sent.has(attempt));
  counts.unrecorded += unrecorded.length;
  assert.deepEqual(unrecorded, [], "sent without an intent on record");
  assert.equal(new Set(arrived.map(({ attempt }) => attempt)).size, arrived.length, "an attempt arrived twice");
  return { entries, arrived, intents, unanswered: [...sent].filter((attempt) => !answered.has(attempt)) };
}

/** The banner leads to a run of which every session is told, and nothing is sent for it. */
async function account(stack, visit, { entries, arrived }, old) {
  const [{ run }] = entries;
  const order = facts(entries, "confirmed")[0].order;
  const banner = visit.page.locator(".notice").filter({ hasText: "is not at its end" });
  await banner.waitFor();
  assert.equal(await visit.result.count(), 0, "a run goes on by itself");
  await banner.getByRole("button", { name: "Check now" }).click();
  await visit.isOver();
  const { headline, rows } = await visit.outcome();
  assert.equal(rows.length, order.items.length);
  const sum = headline.match(/\d+/g).reduce((all, part) => all + Number(part), 0);
  assert.equal(sum, rows.length, headline);
  const acted = new Set(arrived.flatMap(({ handles }) => handles.map(({ handle }) => String(handle))));
  const there = new Set((await cloudOf(stack.sandbox).threads(visit.node)).map(({ id }) => id));
  for (const [id, , , , outcome] of rows) {
    const truth = acted.has(id) ? /^(gone|already gone)/ : /^(not sent|still there)/;
    assert.match(outcome, truth, id);
    assert.equal(there.has(id), !acted.has(id), id);
  }
  assert.deepEqual(visit.kills(), [], "something was sent after the crash");
  const total = (await killsOf(stack)).length;
  const again = total - old.arrivals - arrived.length;
  assert.equal(again, 0, "something arrived after the crash");
  const last = (await journalOf(visit.page)).filter((entry) => entry.run === run).at(-1);
  assert.equal(last.fact, "closed");
  const ended = (word) => rows.filter(([, , , , outcome]) => outcome.includes(word)).length;
  return { headline, again, gone: ended("gone"), unsent: ended("not sent") };
}

/** Crashes one browser some times; its profile is the same all along. */
async function suffer(moments, counts, say) {
  const sandbox = await startSandbox({ args: ["--sessions", "900", "--speed", "0"] });
  const front = await startFrontOf(sandbox);
  const lasting = lastingBrowser();
  try {
    const stack = { sandbox, url: front.url, browser: await lasting.start() };
    await weather(stack, { operation: "taurusdb.kill", kind: "late_answer", ms: SLOW });
    let visit = await signedIn(stack);
    for (const moment of moments) {
      const when = `crash ${moment[1]} ms after request ${moment[0]}`;
      const old = new Set((await journalOf(visit.page)).map(({ run }) => run));
      old.arrivals = (await killsOf(stack)).length;
      await crashed(stack, lasting, visit, moment);
      stack.browser = await lasting.start();
      visit = await signedIn(stack);
      const found = await compare(stack, visit, old, counts);
      counts.crashes += 1;
      counts.arrivals += found.arrived.length;
      counts.unanswered += found.unanswered.length;
      if (found.entries.length === 0) {
        say(`${when}: nothing on record, nothing sent`);
        continue;
      }
      const { headline, again, gone, unsent } = await account(stack, visit, found, old);
      counts.runs += 1;
      counts.again += again;
      counts.gone += gone;
      counts.unsent += unsent;
      say(`${when}: ${found.arrived.length} of ${found.intents.size} intents arrived; ${headline}`);
    }
  } finally {
    await lasting.forget();
    await front.stop();
    await sandbox.stop();
  }
}

test("a browser that is killed in the middle of a batch has sent nothing off the record, sends nothing again, and accounts for all", { timeout: 240_000 }, async (t) => {
  const counts = { crashes: 0, runs: 0, arrivals: 0, unanswered: 0, unrecorded: 0, again: 0, gone: 0, unsent: 0 };
  const mine = (worker) => MOMENTS.filter((_, index) => index % BESIDE === worker);
  await Promise.all(Array.from({ length: BESIDE }, (_, worker) => suffer(mine(worker), counts, (text) => t.diagnostic(text))));
  t.diagnostic(`crashes ${counts.crashes}, runs found ${counts.runs}, `
    + `sent without intent ${counts.unrecorded}, sent again ${counts.again}, `
    + `without an answer ${counts.unanswered}, arrivals ${counts.arrivals}, gone ${counts.gone}, not sent ${counts.unsent}`);
  assert.equal(counts.crashes, CRASHES);
  // Otherwise the crashes came before or after all that matters.
  assert.ok(counts.unanswered >= 4, `only ${counts.unanswered} crashes came while a batch was on its way`);
  assert.ok(counts.unsent > 0 && counts.gone > 0);
});
