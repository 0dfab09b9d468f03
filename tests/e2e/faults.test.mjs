// Each fault that the sandbox's weather knows meets each kill: the run ends in the right class within its deadline, each
// attempt acts at most once, the journal knows of all that went out, and the screen tells the truth. In the sandbox life
// stands still, so that nobody comes or goes but by a kill; what the page waits out by its clock is over at once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "./support/browser.mjs";
import { openDesk } from "./support/desk.mjs";
import { hurry, letLive, pass } from "./support/haste.mjs";
import { journalOf } from "./support/journal.mjs";
import { freshToken, ledgerOf, weather } from "./support/sessions.mjs";
import { until } from "./support/wait.mjs";

/** The page gives up after so many ms. */
const GIVES_UP = 45_000;
/** How long pools stay away after a kill at most: after that everybody is back. */
const BACK = 60_000;

const unknown = (ended) => ({ class: /^unknown$/, ended });
const refused = { class: /^refused$/, ended: false };
const answered = { class: /^(accepted|partition|submitted)$/, ended: true };
const silent = { silent: true };

/** What happens, the class that it has in the record, and whether the sessions are at their end afterwards. */
const FAULTS = [
  ["no answer at all", { kind: "no_answer" }, { ...unknown(true), ...silent }],
  ["no answer, and not carried out", { kind: "no_answer", applied: false }, { ...unknown(false), ...silent }],
  ["slow to act", { kind: "latency", ms: 1500 }, answered],
  ["slow to answer", { kind: "late_answer", ms: 1500 }, answered],
  ["dropped before it acts", { kind: "drop_before" }, unknown(false)],
  ["dropped after it acts", { kind: "drop_after" }, unknown(true)],
  ["reset before it acts", { kind: "reset", applied: false }, unknown(false)],
  ["reset after it acts", { kind: "reset" }, unknown(true)],
  // A 204 has no body that could be cut.
  ["half an answer", { kind: "truncate" }, (operation) => (operation === "dcs.kill" ? answered : unknown(true))],
  ["403 of the service", { kind: "error", status: 403 }, refused],
  ["500 of the service", { kind: "error", status: 500 }, unknown(false)],
  ["500 of the service after it acts", { kind: "error", status: 500, applied: true }, unknown(true)],
  ["502 of whatever stands between", { kind: "html", status: 502, applied: true }, unknown(true)],
  ["a page with 200", { kind: "html_200" }, unknown(false)],
  ["redirected", { kind: "redirect" }, unknown(false)],
  ["100 MB", { kind: "big_body" }, unknown(false)],
  ["429 once", { kind: "throttle", count: 1 }, { ...answered, attempts: 2 }],
  ["429 with Retry-After, always", { kind: "throttle", retry_after: 1 }, { ...refused, attempts: 3 }],
  ["the token ends", { kind: "expire_tokens", count: 1 }, { ...refused, signs: true }],
  ["carried out twice", { kind: "apply_twice" }, { ...answered, times: 2 }],
];
const OPERATIONS = ["dds.kill", "dcs.kill", "dcs.kill_all", "taurusdb.kill"];

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const counts = { survived: 0, all: 0, arrivals: 0, lost: 0 };

/** A documented refusal of the operation's service that has nothing to do with signing in, or with another operation at work. */
async function codeFor(sandbox, operation, status) {
  const tables = await (await fetch(`${sandbox.url}/sandbox/codes`)).json();
  const { codes } = tables[operation.split(".")[0]];
  return codes.find(([of, , message]) => of === status && !/token|auth|status|another operation/i.test(message))[1];
}

/** One fault and one operation, from the form to the record. */
async function meet(desk, rule, expected) {
  const { stack, visit, operation } = desk;
  await letLive(stack, BACK);
  await desk.name(2);
  const begin = { entries: (await journalOf(visit.page)).length, kills: visit.kills().length };
  await visit.ask();
  await visit.satisfy();
  const code = rule.kind === "error" ? { code: await codeFor(stack.sandbox, operation, rule.status) } : {};
  await weather(stack, { operation, ...rule, ...code });
  await visit.sendButton.click();
  if (expected.silent) {
    const [attempt] = await until("the kill to arrive", async () => {
      const sent = visit.kills().slice(begin.kills).map(({ headers }) => headers["x-attempt-id"]);
      const arrived = await ledgerOf(stack);
      return sent.length > 0 && arrived.some((one) => one.attempt === sent[0]) && sent;
    });
    assert.ok(attempt);
    await pass(visit, GIVES_UP);
  }
  if (expected.signs) {
    await desk.isOverOrAsksForToken();
    // A token of before is over as well.
    await desk.signInIfAsked(await freshToken(stack));
  }
  await visit.isOver();
  await weather(stack);
  const headline = await told(desk, expected, begin);
  await visit.result.getByRole("button", { name: "Close the result" }).click();
  return headline;
}

/** Holds what the screen and the journal say against what arrived and who is there. */
async function told(desk, expected, begin) {
  const { stack, visit, operation } = desk;
  const sent = visit.kills().slice(begin.kills).map(({ headers }) => headers["x-attempt-id"]);
  const ledger = (await ledgerOf(stack)).filter((one) => one.operation === operation && sent.includes(one.attempt));
  const entries = (await journalOf(visit.page)).slice(begin.entries).map(({ fact }) => fact);
  const of = (kind) => entries.flatMap((fact) => (fact[kind] ? [fact[kind]] : []));
  const marked = of("sent").map(({ attempt }) => attempt);
  const intents = new Set(of("intent").map(({ attempt }) => attempt));

  // The guard turns a repetition by the browser away: it is no arrival at the cloud.
  const arrived = sent.map((attempt) => ledger.filter((one) => one.attempt === attempt && one.code !== "PROXY.0409"));
  const most = Math.max(0, ...arrived.map(({ length }) => length));
  const missing = sent.filter((attempt) => !intents.has(attempt) || !marked.includes(attempt)).length;
  counts.arrivals = Math.max(counts.arrivals, most);
  counts.lost += missing;
  assert.equal(most, 1, "arrivals per attempt");
  assert.equal(missing, 0, "attempts that the journal does not know");
  assert.equal(marked.length, expected.attempts ?? 1, "attempts");
  assert.deepEqual(sent, marked);
  const applied = arrived.flat().map((one) => one.applied).filter(Boolean);
  assert.deepEqual(applied, expected.ended ? [expected.times ?? 1] : []);

  const report = of("answered").at(-1).report;
  const kind = typeof report === "string" ? report : Object.keys(report)[0];
  assert.match(kind, expected.class);
  const { mark, headline, rows } = await visit.outcome();
  const there = new Set(await desk.living());
  const lies = rows.filter(([id, , , , end]) => !(there.has(id) ? /^(still there|refused)$/ : /^(gone|already gone)$/).test(end));
  assert.deepEqual(lies, [], "rows that do not tell the truth");
  assert.ok(rows.length > 1);
  assert.deepEqual(rows.filter(([id]) => there.has(id) === expected.ended), [], "rows of another end");
  assert.equal(mark, expected.ended ? "gone" : "refused", headline);
  const sum = headline.match(/\d+/g).map(Number).reduce((all, part) => all + part, 0);
  assert.equal(sum, rows.length, headline);
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  return headline;
}

/** All faults with one kill, at one desk; after a failure at another one. */
async function meetAll(t, operation) {
  let desk;
  const open = async () => {
    desk = await openDesk(browser, operation);
    await hurry(desk.visit);
  };
  for (const [name, rule, expects] of FAULTS) {
    const expected = typeof expects === "function" ? expects(operation) : expects;
    counts.all += 1;
    await t.test(`${name}: ${operation}`, async (one) => {
      if (!desk) await open();
      try {
        one.diagnostic(await meet(desk, rule, expected));
        counts.survived += 1;
      } catch (fault) {
        await desk.close();
        desk = null;
        throw fault;
      }
    });
  }
  await desk?.close();
}

test("every fault with every kill ends in its class, acts at most once, and is told as it is", { concurrency: OPERATIONS.length }, async (t) => {
  await Promise.all(OPERATIONS.map((operation) => t.test(operation, (one) => meetAll(one, operation))));
});

// Printed at the end, whatever failed.
test("the faults are counted", (t) => {
  t.diagnostic(`faults survived ${counts.survived} of ${counts.all}, arrivals per attempt max ${counts.arrivals}, lost journal entries ${counts.lost}`);
  assert.deepEqual(counts, { survived: FAULTS.length * OPERATIONS.length, all: FAULTS.length * OPERATIONS.length, arrivals: 1, lost: 0 });
});
