// Text that tries to hurt whoever shows it is shown, and does nothing else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { answerWith } from "./support/faults.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { startStack } from "./support/stack.mjs";

const MARKUP = "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=2</script><svg/onload=window.pwned=3>";
const BIDI = "safe\u202egnp.exe\u2066\u200b";
const CONTROL = "bell\u0007esc\u001b[31m";
const QUOTES = "'; rm -rf $HOME `id` $(id) \\ %41 & | \"";
const ALL = [MARKUP, BIDI, CONTROL, QUOTES];

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
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
  const text = await part.evaluate((element) => element.textContent);
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  return text;
}

test("markup, bidi and control characters in pasted session ids are text from the form to the result", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  await visit.choose("orders-mongo / mongos-1");
  await visit.paste(JSON.stringify(ALL));
  await assertHarmless(visit);
  assert.match(await visit.page.locator("#sessions-says").innerText(), /invisible characters/);
  await assertVisible(visit.page.locator("#sessions-says"));
  await visit.preview("HTTP");
  await assertHarmless(visit);
  await visit.preview("cURL");
  await assertHarmless(visit);
  await visit.ask();
  const asked = await assertVisible(visit.dialog.locator(".handles-list"));
  assert.ok(asked.includes(MARKUP) && asked.includes(QUOTES), asked);
  await visit.dialog.getByText("The exact request").click();
  await assertHarmless(visit);
  await visit.agree();
  const [sent] = visit.calls();
  assert.deepEqual(JSON.parse(sent.body).sessions, ALL);
  const said = await assertVisible(visit.result.locator("tbody"));
  assert.ok(said.includes(MARKUP), said);
  await assertHarmless(visit);
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
  await visit.choose("orders-db / primary");
  await visit.paste("11");
  await answerWith(visit.page, "**/proxy/**", {
    status: 400, contentType: "application/json", headers: { "x-request-id": MARKUP },
    body: JSON.stringify({ error_code: `DBS.1${MARKUP}`, error_msg: `${MARKUP}${BIDI}${CONTROL}` }),
  });
  await visit.ask();
  await visit.page.locator("#reason").fill(`${MARKUP}${BIDI}`);
  await visit.agree();
  await visit.result.getByText("The answer itself").click();
  const text = await assertVisible(visit.result);
  assert.ok(text.split("<img src=x").length >= 4, text);
  await assertHarmless(visit);
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
