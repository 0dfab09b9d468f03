// Each fault that the sandbox's weather knows meets each kill that names its sessions: the run ends in the right class
// within its deadline, each attempt acts at most once, the journal knows of all that went out, and the screen tells the
// truth. Of a kill-all the ledger and the list cannot say it so exactly: everybody else comes and goes meanwhile.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "./support/browser.mjs";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { journalOf } from "./support/journal.mjs";
import { startSandbox } from "./support/sandbox.mjs";
import { freshToken, ledgerOf, weather } from "./support/sessions.mjs";

/** So many desks for each kill: each is a sandbox and a page of its own. */
const DESKS = 2;
/** A run is over so soon after its send: the looks after 2, 5 and 10 s, and the reading of lists. */
const LOOKS = 25_000;
/** The page gives up after 45 s. */
const GIVES_UP = 45_000;

const OVER = "section.result:not(.history):not(.running)";

const OPERATIONS = {
  "dds.kill": { node: "orders-mongo / mongos-1", ids: (all) => all.slice(0, 2) },
  "dcs.kill": { node: "checkout-cache / node-1", ids: (all) => all.slice(0, 2) },
  "taurusdb.kill": { node: "orders-db / primary", ids: (all) => all.slice(0, 2) },
};

const unknown = (ended) => ({ class: /^unknown$/, ended });
const refused = { class: /^refused$/, ended: false };
const answered = { class: /^(accepted|partition|submitted)$/, ended: true };

/** What happens, the class that it has in the record, and whether the sessions are at their end afterwards. */
const FAULTS = [
  ["no answer at all", { kind: "no_answer" }, { ...unknown(true), deadline: GIVES_UP + LOOKS }],
  ["slow to act", { kind: "latency", ms: 1500 }, answered],
  ["slow to answer", { kind: "late_answer", ms: 1500 }, answered],
  ["dropped before it acts", { kind: "drop_before" }, unknown(false)],
  ["dropped after it acts", { kind: "drop_after" }, unknown(true)],
  ["reset after it acts", { kind: "reset" }, unknown(true)],
  // A 204 has no body that could be cut.
  ["half an answer", { kind: "truncate" }, (operation) => (operation === "dcs.kill" ? answered : unknown(true))],
  ["403 of the service", { kind: "error", status: 403 }, refused],
  ["500 of the service", { kind: "error", status: 500 }, unknown(false)],
  ["502 of whatever stands between", { kind: "html", status: 502, applied: true }, unknown(true)],
  ["a page with 200", { kind: "html_200" }, unknown(false)],
  ["redirected", { kind: "redirect" }, unknown(false)],
  ["100 MB", { kind: "big_body" }, unknown(false)],
  ["429 once", { kind: "throttle", count: 1 }, { ...answered, attempts: 2 }],
  ["429 with Retry-After, always", { kind: "throttle", retry_after: 1 }, { ...refused, attempts: 3 }],
  ["the token ends", { kind: "expire_tokens", count: 1 }, { ...refused, signs: true }],
  ["carried out twice", { kind: "apply_twice" }, { ...answered, times: 2 }],
];

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

let arrivals = 0;
let lost = 0;

/** A documented refusal of the operation's service that has nothing to do with signing in. */
async function codeFor(sandbox, operation, status) {
  const tables = await (await fetch(`${sandbox.url}/sandbox/codes`)).json();
  const { codes } = tables[operation.split(".")[0]];
  return codes.find(([of, , message]) => of === status && !/token|auth/i.test(message))?.[1] ?? "DBS.200099";
}

/** Who of the node is there, by the handles that the operation names. */
async function living(cloud, operation, node) {
  if (operation.startsWith("dds")) return (await cloud.sessions(node)).filter(({ active }) => active !== false).map(({ id }) => id);
  if (operation.startsWith("dcs")) return (await cloud.clients(node)).map(({ peer, addr }) => peer ?? addr);
  return (await cloud.threads(node)).filter(({ command, user }) => command === "Sleep" && user !== "backup_user").map(({ id }) => id);
}

let opened = Promise.resolve();

/** Desks are opened one after another: a page's start is the heaviest part of it. */
function openDesk(operation) {
  const next = opened.then(() => makeDesk(operation));
  opened = next.catch(() => {});
  return next;
}

/** A sandbox and a page that is signed in and has the operation open. */
async function makeDesk(operation) {
  const sandbox = await startSandbox({ args: ["--sessions", "100"] });
  const stack = { browser, sandbox };
  const cloud = cloudOf(sandbox);
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose(OPERATIONS[operation].node);
  if (!OPERATIONS[operation].ids) {
    await visit.tab("Kill all clients");
    await visit.page.locator("input[name=scope]").first().check();
  }
  const close = async () => {
    await visit.close();
    await sandbox.stop();
  };
  return { stack, cloud, visit, node, close, sandbox };
}

/** One fault and one operation, from the form to the record. */
async function meet(desk, operation, rule, expected) {
  const { stack, cloud, visit, node, sandbox } = desk;
  const { ids } = OPERATIONS[operation];
  if (ids) await visit.paste((await ids(await living(cloud, operation, node), node)).join("\n"));
  const begin = { entries: (await journalOf(visit.page)).length, kills: visit.kills().length };
  await visit.ask();
  await visit.satisfy();
  const code = rule.kind === "error" ? { code: await codeFor(sandbox, operation, rule.status) } : {};
  await weather(stack, { operation, ...rule, ...code });
  const began = performance.now();
  await visit.sendButton.click();
  if (expected.signs) await signInAgain(visit, stack);
  await visit.page.locator(OVER).waitFor({ timeout: expected.deadline ?? LOOKS });
  const took = performance.now() - began;
  await weather(stack);
  const { headline } = await told(visit, stack, operation, node, cloud, expected, begin);
  await visit.result.getByRole("button", { name: "Close the result" }).click();
  return { took, headline };
}

/** The run waits for another token, or is over without one. */
async function signInAgain(visit, stack) {
  const signIn = visit.result.getByRole("button", { name: "Sign in" });
  await signIn.or(visit.page.locator(OVER)).first().waitFor({ timeout: LOOKS });
  const token = await freshToken(stack);
  // The sandbox's own calls need one as well.
  stack.sandbox.ready.token = token;
  if (!await signIn.count()) return;
  await signIn.click();
  await visit.page.getByLabel("IAM token").fill(token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  const goOn = visit.result.getByRole("button", { name: "Go on", exact: true });
  await goOn.or(visit.page.locator(OVER)).first().waitFor();
  if (await goOn.count()) await goOn.click();
}

/** Holds what the screen and the journal say against what arrived and who is there. */
async function told(visit, stack, operation, node, cloud, expected, begin) {
  const outcome = await visit.outcome();
  const kills = visit.kills().slice(begin.kills).map(({ headers }) => headers["x-attempt-id"]);
  const attempts = new Set(kills);
  const ledger = (await ledgerOf(stack)).filter((one) => one.operation === operation && attempts.has(one.attempt));
  const entries = (await journalOf(visit.page)).slice(begin.entries).map(({ fact }) => fact);
  const of = (kind) => entries.flatMap((fact) => (fact[kind] ? [fact[kind]] : []));
  const sent = of("sent").map(({ attempt }) => attempt);
  const intents = new Set(of("intent").map(({ attempt }) => attempt));

  // The guard turns a repetition by the browser away: it is no arrival at the cloud.
  const arrived = new Map(kills.map((attempt) => [attempt, ledger.filter((one) => one.attempt === attempt && one.code !== "PROXY.0409")]));
  const most = Math.max(0, ...[...arrived.values()].map(({ length }) => length));
  const missing = [...arrived.keys()].filter((attempt) => !intents.has(attempt) || !sent.includes(attempt)).length;
  arrivals = Math.max(arrivals, most);
  lost += missing;
  assert.equal(most, 1, "arrivals per attempt");
  assert.equal(missing, 0, "attempts that the journal does not know");
  assert.equal(sent.length, expected.attempts ?? 1, "attempts");
  assert.deepEqual(kills, sent);
  assert.deepEqual([...arrived.values()].flat().map(({ applied }) => applied).filter(Boolean), expected.ended ? [expected.times ?? 1] : []);

  const report = of("answered").at(-1).report;
  const kind = typeof report === "string" ? report : Object.keys(report)[0];
  assert.match(report.kind ?? kind, expected.class);
  const there = new Set(await living(cloud, operation, node));
  const false_ = outcome.rows.filter(([id, , , , end]) => !(there.has(id) ? /^(still there|refused)/ : /^(gone|already gone)/).test(end));
  assert.deepEqual(false_, [], "rows that do not tell the truth");
  assert.ok(outcome.rows.length > 1);
  assert.equal(outcome.rows.some(([id]) => there.has(id)), !expected.ended);
  assert.equal(outcome.mark, expected.ended ? "gone" : "refused", outcome.headline);
  const sums = outcome.headline.match(/\d+/g).map(Number).reduce((sum, part) => sum + part, 0);
  if (outcome.rows.length < 300) assert.equal(sums, outcome.rows.length, outcome.headline);
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  return { headline: outcome.headline };
}

const cases = FAULTS.flatMap(([name, rule, expects]) => Object.keys(OPERATIONS).map((operation) => ({
  name, operation, rule, expected: typeof expects === "function" ? expects(operation) : expects,
})));

test("every fault with every kill ends in its class, acts at most once, and is told as it is", { timeout: 280_000 }, async (t) => {
  const runs = new Map();
  const work = async (operation, queue) => {
    let desk;
    for (let next = queue.shift(); next; next = queue.shift()) {
      desk ??= await openDesk(operation);
      const end = await meet(desk, operation, next.rule, next.expected).catch((fault) => ({ fault }));
      runs.set(next, end);
      const { fault, took, headline } = end;
      t.diagnostic(`${next.name} × ${operation}: ${fault ? fault.message : `${headline} ${Math.round(took / 100) / 10} s`}`);
      // After a kill of everyone nobody is left.
      const isUsed = end.fault || !OPERATIONS[operation].ids || next.expected.signs;
      if (isUsed) desk = await desk.close();
    }
    await desk?.close();
  };
  await Promise.all(Object.keys(OPERATIONS).flatMap((operation) => {
    const queue = cases.filter((one) => one.operation === operation);
    return Array.from({ length: DESKS }, () => work(operation, queue));
  }));
  let survived = 0;
  for (const one of cases) {
    const { fault } = runs.get(one);
    if (!fault) survived += 1;
    await t.test(`${one.name}: ${one.operation}`, () => { if (fault) throw fault; });
  }
  t.diagnostic(`faults survived ${survived} of ${cases.length}, arrivals per attempt max ${arrivals}, lost journal entries ${lost}`);
});
