// Text that tries to hurt whoever shows it is shown, and does nothing else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { serveRows } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const MARKUP = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=2</script><svg/onload=window.pwned=3>";
const BIDI = "safe\u202egnp.exe\u2066\u200b";
const CONTROL = "bell\u0007esc\u001b[31m";
const QUOTES = "'; rm -rf $HOME `id` $(id) \\ %41 & | \"";
const ALL = [MARKUP, BIDI, CONTROL, QUOTES];

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** Nothing of the text became an element, an attribute or a program. */
async function assertHarmless(visit) {
  const found = await visit.page.evaluate(() => ({
    pwned: window.pwned ?? null,
    elements: document.querySelectorAll("#app img, #app script, #app iframe, #app [onerror], #app [onload]").length,
    svg: [...document.querySelectorAll("#app svg")].filter((one) => !one.matches(".icon")).length,
  }));
  assert.deepEqual(found, { pwned: null, elements: 0, svg: 0 });
}

/** What cannot be seen, or turns the line around, is nowhere in a part of the page. */
async function assertVisible(part) {
  const { text, names } = await part.evaluate((element) => ({
    text: element.textContent,
    names: [...element.querySelectorAll("[aria-label], [title]")].map((one) => `${one.ariaLabel} ${one.title}`).join("\n"),
  }));
  for (const said of [text, names]) {
    assert.doesNotMatch(said, /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  }
  return text;
}

/** Wherever sessions are shown from the question to the record, their texts are texts. */
async function walk(visit, texts, reason) {
  const shown = async (part, where) => {
    const text = await assertVisible(part);
    for (const piece of texts) assert.ok(text.includes(piece), `${piece} in ${where}: ${text}`);
    await assertHarmless(visit);
  };
  await visit.ask();
  await shown(visit.dialog, "the question");
  await visit.dialog.locator("summary").filter({ hasText: "exact request" }).click();
  await shown(visit.dialog, "the question with its request");
  await visit.dialog.locator("#reason").fill(reason);
  await visit.satisfy(reason);
  await visit.sendButton.click();
  await visit.result.waitFor();
  await shown(visit.result, "the run");
  const outcome = await visit.outcome();
  await shown(visit.result, "the result");
  await visit.result.getByRole("link", { name: "Open the record" }).click();
  const record = visit.page.locator("section.result.history");
  await record.locator("tbody tr").first().waitFor();
  await shown(record, "the record");
  await record.getByRole("link", { name: "All runs" }).click();
  await visit.page.locator("section.history tbody tr").first().waitFor();
  await assertVisible(visit.page.locator("section.history:not(.result)"));
  await assertHarmless(visit);
  return outcome;
}

test("markup, bidi and control characters in ids, users and clients are text from the form to the record", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  await visit.choose("orders-mongo / mongos-1");
  let living = ALL;
  await serveRows(visit.page, "dds", () => living.map((text, index) => ({
    id: text, active: true, operation: `{"find":${JSON.stringify(text)}}`, type: "query", cost_time: "90000000",
    plan_summary: text, host: text, client: `${text}:${index}`, description: text, namespace: `shop.${text}`, db: text, user: text,
  })));
  await visit.page.route("**/session", (route) => {
    living = [];
    return route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await visit.paste(JSON.stringify(ALL));
  await assertHarmless(visit);
  assert.match(await visit.page.locator("#sessions-says").innerText(), /invisible characters/);
  await assertVisible(visit.page.locator("#sessions-says"));
  for (const form of ["HTTP", "cURL"]) {
    await visit.preview(form);
    await assertHarmless(visit);
  }
  const outcome = await walk(visit, [MARKUP, QUOTES], `${MARKUP}${BIDI}`);
  assert.equal(outcome.headline, "4 gone.");
  const [sent, ...more] = visit.kills();
  assert.deepEqual(more, []);
  assert.deepEqual(JSON.parse(sent.body).sessions, ALL);
  visit.assertClean();
  await visit.close();
});

test("ids that nobody has are named as text where they are left out", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  await visit.choose("orders-mongo / mongos-1");
  await visit.paste(JSON.stringify(ALL));
  await visit.killButton.click();
  await visit.dialog.locator(".left-out li").first().waitFor();
  const text = await assertVisible(visit.dialog);
  assert.ok(text.includes(MARKUP) && text.includes(QUOTES), text);
  await assertHarmless(visit);
  assert.deepEqual(visit.kills(), []);
  visit.assertClean();
  await visit.close();
});

test("the sandbox's own hostile threads are ended by a run that shows their names as text", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const isHostile = ({ user }) => /<script>|\u202e|\u001b|HYPERLINK/.test(user);
  const hostile = (await cloud.threads(node)).filter(isHostile);
  assert.equal(hostile.length, 4);
  await visit.paste(hostile.map(({ id }) => id).join("\n"));
  const outcome = await walk(visit, ["<img src=x onerror=alert(1)><script>alert(2)</script>", "=HYPERLINK("], "=1+1");
  assert.deepEqual([outcome.mark, outcome.headline], ["gone", "4 gone."]);
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
});

test("the previews hold no character that turns the line around", async () => {
  const visit = await openConsole(stack);
  await visit.choose("orders-mongo / mongos-1");
  await visit.paste(JSON.stringify([BIDI]));
  const request = visit.page.locator(".preview pre");
  await visit.preview("HTTP");
  await assertVisible(request);
  await visit.preview("cURL");
  await assertVisible(request);
  visit.assertClean();
  await visit.close();
});

test("hostile text in pieces that are refused is named as text", async () => {
  const visit = await openConsole(stack, { path: "/#/taurusdb?view=hand" });
  await visit.paste(JSON.stringify(ALL));
  const said = await assertVisible(visit.page.locator(".pieces"));
  assert.match(said, /<img src=x/);
  await visit.page.locator("#node").fill(MARKUP);
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});

test("hostile text in the cloud's answer, its headers and the reason is shown as text", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const [id] = await cloud.lasting(node, 1);
  await visit.paste(id);
  await visit.page.route("**/processes", (route) => route.fulfill({
    status: 400, contentType: "application/json", headers: { "x-request-id": MARKUP },
    body: JSON.stringify({ error_code: `DBS.1${MARKUP}`, error_msg: `${MARKUP}${BIDI}${CONTROL}` }),
  }));
  const outcome = await walk(visit, [id], `${MARKUP}${BIDI}`);
  assert.equal(outcome.headline, "1 refused.");
  assert.ok(outcome.attempts.join().split("window.pwned=1").length >= 4, outcome.attempts.join());
  assertOneFailedCall(visit, /\b400\b/);
  await visit.close();
});

test("a hostile address is not believed and does nothing", async () => {
  const visit = await openConsole(stack, {
    path: `/#/dds/${encodeURIComponent(MARKUP)}/${encodeURIComponent(BIDI)}/p?env=${encodeURIComponent(MARKUP)}&view=hand&q=${encodeURIComponent(MARKUP)}`,
  });
  await assertHarmless(visit);
  assert.equal(await visit.page.locator("#cloud").inputValue(), "sandbox");
  await visit.page.evaluate(() => { location.hash = "#<img src=x onerror=window.pwned=1>"; });
  await visit.page.locator("main .sessions").waitFor();
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});
