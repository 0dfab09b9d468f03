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
/** So many refusals follow each other before everybody comes back. */
const PART = 15;

const NO_TOKEN = "The token is missing, over or refused.";

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

/** A documented refusal of the operation's service that has nothing to do with signing in. */
async function codeFor(sandbox, operation, status) {
  const tables = await (await fetch(`${sandbox.url}/sandbox/codes`)).json();
  const { codes } = tables[operation.split(".")[0]];
  return codes.find(([of, , message]) => of === status && !/token|auth/i.test(message))[1];
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
    await visit.result.getByText(NO_TOKEN).waitFor();
    // The sandbox's own calls need one as well.
    stack.sandbox.ready.token = await freshToken(stack);
    await signIn(visit, stack.sandbox.ready.token);
  }
  await visit.isOver();
  await weather(stack);
  const headline = await told(desk, expected, begin);
  await visit.result.getByRole("button", { name: "Close the result" }).click();
  return headline;
}

/** The run waits for another token; what it sent is refused, and goes nowhere again. */
async function signIn(visit, token) {
  await visit.result.getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByLabel("IAM token").fill(token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  await visit.result.getByRole("button", { name: "Go on", exact: true }).click();
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

/** All refusals that a service documents, and its share of the gateway's; each is met by one of the kills. */
async function documented(sandbox, service, share) {
  const tables = await (await fetch(`${sandbox.url}/sandbox/codes`)).json();
  const gateway = tables.gateway.codes.filter((_, index) => index % 3 === share);
  return [...tables[service].codes, ...gateway].map(([status, code, message]) => ({
    // Whoever has acted may say that it failed; whoever refuses has not. 429 is tried three times.
    status, code, message, isUnknown: status >= 500, times: status === 429 ? 3 : 1,
  }));
}

/** In the page: a kill for each list of handles, from the form to the result, as far as nobody has to sign in. */
async function killEach(lists) {
  const { until, fill } = window.__hand;
  const one = (selector) => document.querySelector(selector);
  const button = (within, name) => [...one(within)?.querySelectorAll("button") ?? []].find(({ textContent }) => textContent.trim() === name);
  const over = "section.result:not(.history):not(.running)";
  const ends = [];
  for (const list of lists) {
    if (!one("section.result")) {
      await fill("#sessions, #addresses, #threads", list);
      one("form.form button[type=submit]").click();
      await until(() => one("dialog.confirm .blast"), "the question");
      one("dialog.confirm button.kill").click();
    }
    await until(() => one(over) || button("section.result.running", "Sign in"), "the end of the run");
    if (!one(over)) break;
    const texts = (selector) => [...one(over).querySelectorAll(selector)].map(({ innerText, textContent }) => innerText || textContent);
    ends.push({
      mark: one(over).className, headline: texts("#result-title > span")[0], attempts: texts(".attempts li"),
      rows: [...one(over).querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText)),
    });
    button(over, "Close the result").click();
    await until(() => !one("section.result"), "the form alone");
  }
  return ends;
}

/** Each code with a run of its own; where the run asks for a token, a person signs in. */
async function meetCodes(desk, codes) {
  const { stack, visit, operation } = desk;
  await letLive(stack, BACK);
  const begin = { entries: (await journalOf(visit.page)).length, arrivals: (await ledgerOf(stack)).length, kills: visit.kills().length };
  // Those who are only refused can be asked about again and again.
  const living = await desk.living();
  const pair = () => [living.pop(), living.pop()];
  const patient = pair();
  const asked = codes.map(({ isUnknown }) => (isUnknown ? pair() : patient));
  await weather(stack, ...codes.map(({ status, code, message, isUnknown, times }) => ({
    operation, kind: "error", status, code, message, applied: isUnknown, count: times,
  })));
  const ends = [];
  for (;;) {
    ends.push(...await visit.page.evaluate(killEach, asked.slice(ends.length).map((ids) => JSON.stringify(ids))));
    if (ends.length === codes.length) break;
    assert.ok(ends.length < codes.length);
    await signIn(visit, stack.sandbox.ready.token);
  }
  await weather(stack);

  const entries = (await journalOf(visit.page)).slice(begin.entries).map(({ fact }) => fact);
  const of = (kind) => entries.flatMap((fact) => (fact[kind] ? [fact[kind]] : []));
  const arrived = (await ledgerOf(stack)).slice(begin.arrivals).filter((one) => one.operation === operation && one.code !== "PROXY.0409");
  const sent = visit.kills().slice(begin.kills).map(({ headers }) => headers["x-attempt-id"]);
  const met = codes.flatMap((one) => Array(one.times).fill(one));
  counts.lost += sent.filter((attempt) => !of("intent").some((intent) => intent.attempt === attempt)).length;
  assert.deepEqual(of("intent").map(({ attempt }) => attempt), sent, "attempts that the journal does not know");
  assert.deepEqual(arrived.map(({ attempt }) => attempt), sent, "each attempt arrives once");
  assert.deepEqual(arrived.map(({ code, applied }) => [code, applied]), met.map(({ code, isUnknown }) => [code, isUnknown ? 1 : 0]));
  const said = of("answered").map(({ report }) => Object.entries(report).map(([kind, { status, code }]) => [kind, status, code]).flat());
  assert.deepEqual(said, met.map(({ status, code, isUnknown }) => (isUnknown ? ["unknown", status, undefined] : ["refused", status, code])));

  const there = new Set(await desk.living());
  codes.forEach(({ status, code, message, isUnknown, times }, place) => {
    const { mark, headline, attempts, rows } = ends[place];
    const words = isUnknown
      ? [`unknown (${status}): The server or the proxy failed, perhaps after the kill was carried out.`]
      : [`refused by the cloud (${status}): no session was touched`, `${code} · ${message}`];
    const left = attempts.filter((text) => !words.every((part) => text.includes(part)));
    assert.deepEqual([attempts.length, left], [times, []], code);
    assert.match(mark, isUnknown ? /\bgone\b/ : /\brefused\b/, code);
    assert.equal(headline, isUnknown ? "2 gone." : "2 refused.", code);
    const last = isUnknown ? "gone" : "refused";
    assert.deepEqual(rows.map(([id, , , , end]) => [id, end]).sort(), asked[place].map((id) => [String(id), last]).sort(), code);
    assert.deepEqual(asked[place].map((id) => there.has(id)), [!isUnknown, !isUnknown], code);
  });
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  counts.survived += codes.length;
}

test("every refusal that is documented is met once, and ends in its class with its words", { concurrency: 3 }, async (t) => {
  await Promise.all(["dds.kill", "dcs.kill", "taurusdb.kill"].map((operation, share) => t.test(operation, async (one) => {
    const desk = await openDesk(browser, operation, { sessions: 100 });
    await hurry(desk.visit);
    const codes = await documented(desk.stack.sandbox, operation.split(".")[0], share);
    counts.all += codes.length;
    // Of those who are ended there have to be enough.
    for (let first = 0; first < codes.length; first += PART) await meetCodes(desk, codes.slice(first, first + PART));
    one.diagnostic(`${codes.length} refusals of ${operation}`);
    await desk.close();
  })));
});

// Printed at the end, whatever failed.
test("the faults are counted", (t) => {
  t.diagnostic(`faults survived ${counts.survived} of ${counts.all}, arrivals per attempt max ${counts.arrivals}, lost journal entries ${counts.lost}`);
  assert.deepEqual(counts, { survived: counts.all, all: counts.all, arrivals: 1, lost: 0 });
});
