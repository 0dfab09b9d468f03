// Every refusal that the services and the gateway document meets a kill once: it ends in its class, refused or unknown,
// with its words on the screen, and whoever is said to be there or gone is so.

import assert from "node:assert/strict";
import { openDesk } from "./desk.mjs";
import { hurry, letLive } from "./haste.mjs";
import { journalOf } from "./journal.mjs";
import { ledgerOf, weather } from "./sessions.mjs";

/** How long pools stay away after a kill at most: after that everybody is back. */
const BACK = 60_000;
/** So many refusals follow each other before that. */
const PART = 15;

/**
 * What an earlier copy of the same kill can be the reason of, or a part of its list: so it proves nothing. The codes by
 * what is before the dot, and by service where they differ.
 */
const IN_DOUBT = {
  DCS: "4957 4017 4026 4049 4096 4097 4099 4108 4111 4113 4114 4115 4116 4117 4118 4121 4231 4300 4975",
  dds: "301071 301077 200011 200018 200019 200047 200076 200998 201000 201014 201015 201202 201204 239037",
  taurusdb: "301071 301077 200011 200018 200019 200047 200076 200998 201000 201014 201015 201202 239037 200086 200316 201205 212006",
};

function isInDoubt(operation, status, code) {
  if (status >= 500) return false;
  const [prefix, number] = code.includes(".") ? code.split(".") : ["", code];
  if (prefix === "CBC") return number === "99003651";
  // The older codes of DCS have no prefix.
  if (prefix === "DCS" || /^111400\d{3}$/.test(number)) return IN_DOUBT.DCS.split(" ").includes(number.replace(/^111400/, "4"));
  return prefix === "DBS" && IN_DOUBT[operation.split(".")[0]].split(" ").includes(number);
}

/** All refusals that these tables have. */
async function documented(sandbox, names, operation) {
  const tables = await (await fetch(`${sandbox.url}/sandbox/codes`)).json();
  return names.flatMap((name) => tables[name].codes).map(([status, code, message]) => ({
    // Whoever has acted may say that it failed; whoever refuses has not. 429 is tried three times.
    status, code, message, isUnknown: status >= 500, times: status === 429 ? 3 : 1,
    isDoubted: isInDoubt(operation, status, code.replaceAll(" ", "")),
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
async function meetCodes(desk, codes, counts) {
  const { stack, visit, operation } = desk;
  await letLive(stack, BACK);
  // A hand now and then: by the page's bent clock nobody would have been here for long, and it would lock itself.
  await visit.page.keyboard.press("Shift");
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
    await desk.signInIfAsked(stack.sandbox.ready.token);
  }
  await weather(stack);

  const entries = (await journalOf(visit.page)).slice(begin.entries).map(({ fact }) => fact);
  const of = (kind) => entries.flatMap((fact) => (fact[kind] ? [fact[kind]] : []));
  const arrived = (await ledgerOf(stack)).slice(begin.arrivals).filter((one) => one.operation === operation && one.code !== "PROXY.0409");
  const sent = visit.kills().slice(begin.kills).map(({ headers }) => headers["x-attempt-id"]);
  const met = codes.flatMap((one) => Array(one.times).fill(one));
  const most = sent.map((attempt) => arrived.filter((one) => one.attempt === attempt).length);
  counts.arrivals = Math.max(counts.arrivals, ...most);
  counts.lost += sent.filter((attempt) => !of("intent").some((intent) => intent.attempt === attempt)).length;
  assert.deepEqual(of("intent").map(({ attempt }) => attempt), sent, "attempts that the journal does not know");
  assert.deepEqual(arrived.map(({ attempt }) => attempt), sent, "each attempt arrives once");
  assert.deepEqual(arrived.map(({ code, applied }) => [code, applied]), met.map(({ code, isUnknown }) => [code, isUnknown ? 1 : 0]));
  const said = of("answered").map(({ report }) => Object.entries(report).map(([kind, { status, code }]) => [kind, status, code]).flat());
  assert.deepEqual(said, met.map(({ status, code, isUnknown, isDoubted }) => [isUnknown || isDoubted ? "unknown" : "refused", status, code]));

  const there = new Set(await desk.living());
  codes.forEach(({ status, code, message, isUnknown, isDoubted, times }, place) => {
    const { mark, headline, attempts, rows } = ends[place];
    const first = isUnknown ? `unknown (${status}): The server or the proxy failed, perhaps after the kill was carried out.`
      : isDoubted ? `unknown (${status}): The cloud refused it, for a reason that an earlier copy of this request or a part of it can be`
        : `refused by the cloud (${status}): no session was touched`;
    const words = [first, `${code} · ${message}`];
    const left = attempts.filter((text) => !words.every((part) => text.includes(part)));
    assert.deepEqual([attempts.length, left], [times, []], code);
    assert.match(mark, isUnknown ? /\bgone\b/ : /\brefused\b/, code);
    const last = isUnknown ? "gone" : isDoubted ? "still there" : "refused";
    assert.equal(headline, `2 ${last}.`, code);
    assert.deepEqual(rows.map(([id, , , , end]) => [id, end]).sort(), asked[place].map((id) => [String(id), last]).sort(), code);
    assert.deepEqual(asked[place].map((id) => there.has(id)), [!isUnknown, !isUnknown], code);
  });
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  counts.survived += codes.length;
}

/**
 * The refusals of some tables and the kill of an operation, at one desk. With `of` desks that share them each takes the
 * parts of its `place`. Counts in `counts` as the flow of faults does.
 */
export async function meetRefusals(browser, operation, tables, counts, { place = 0, of = 1 } = {}) {
  const desk = await openDesk(browser, operation, { sessions: 100 });
  await hurry(desk.visit);
  const codes = await documented(desk.stack.sandbox, tables, operation);
  const parts = Array.from({ length: Math.ceil(codes.length / PART) }, (_, part) => codes.slice(part * PART, (part + 1) * PART));
  for (const [number, part] of parts.entries()) {
    if (number % of !== place) continue;
    counts.all += part.length;
    await meetCodes(desk, part, counts);
  }
  await desk.close();
}

/** The closing line of a flow, and that nothing is missing in it. */
export function tellCounts(t, counts, all) {
  t.diagnostic(`faults survived ${counts.survived} of ${counts.all}, arrivals per attempt max ${counts.arrivals}, lost journal entries ${counts.lost}`);
  assert.deepEqual(counts, { survived: all, all, arrivals: 1, lost: 0 });
}
