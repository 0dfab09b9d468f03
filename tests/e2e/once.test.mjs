// A kill goes out at most once, whatever hands, keys, links and the browser itself do meanwhile, and never before
// the browser has written down that it will.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { startFront } from "./support/front.mjs";
import { factsOf, journalOf } from "./support/journal.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { ledgerOf } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

let stack;
let cloud;
let front;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
  front = await startFront(stack.url);
});
after(async () => {
  await front?.stop();
  await stack?.stop();
});
afterEach(() => front.heal());

/** Signed in, with a kill of two threads in the form that is ready to be asked about. */
async function ready(options = {}) {
  const visit = await openConsole(stack, { url: front.url, ...options });
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  const ids = await cloud.lasting(node, 2);
  await visit.paste(ids.join(", "));
  return { ...visit, node, ids };
}

/** The server holds its answers to kills back until it is let go. */
function hold() {
  let letGo;
  const go = new Promise((done) => { letGo = done; });
  front.answerKills(async (_, __, pass) => { await go; await pass(); });
  return letGo;
}

/** A key that is held down: one press, then the keyboard's own repeats. */
async function heldDown(page, key, repeats = 30) {
  for (let press = 0; press <= repeats; press += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

/** One kill left the page, one arrived, and it was carried out once. */
async function assertOnce(visit) {
  assert.deepEqual([visit.kills().length, front.kills.length], [1, 1]);
  const attempt = front.kills[0].headers["x-attempt-id"];
  const arrived = (await ledgerOf(stack)).filter((arrival) => arrival.attempt === attempt);
  assert.deepEqual(arrived.map(({ applied }) => applied), [1]);
}

/** The run ended well, and its kill was sent once. */
async function assertGoneOnce(visit) {
  const outcome = await visit.outcome();
  assert.deepEqual([outcome.mark, outcome.headline], ["gone", "2 gone."]);
  assert.deepEqual(outcome.rows.map(([id]) => id), visit.ids);
  await assertOnce(visit);
  visit.assertClean();
  return outcome;
}

/** Nothing was sent, and nothing is written about a run. */
async function assertNothing(visit) {
  assert.deepEqual([visit.kills(), front.kills, await journalOf(visit.page)], [[], [], []]);
  visit.assertClean();
}

test("a double click on the form's button opens the question and sends nothing", async () => {
  const visit = await ready();
  await visit.killButton.dblclick({ delay: 0 });
  await visit.dialog.locator(".blast").waitFor();
  assert.equal(await visit.dialog.count(), 1);
  await assertNothing(visit);
  await visit.close();
});

test("a double click on the kill button sends once", async () => {
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.dblclick({ delay: 0 });
  await assertGoneOnce(visit);
  await visit.close();
});

test("five clicks in one turn of the page's own loop send once", async () => {
  const visit = await ready();
  await visit.ask();
  const took = await visit.sendButton.evaluate((button) => {
    const began = performance.now();
    for (let click = 0; click < 5; click += 1) button.click();
    return performance.now() - began;
  });
  assert.ok(took < 5, `the clicks took ${took} ms`);
  await assertGoneOnce(visit);
  await visit.close();
});

test("before the list has been read again the kill button does nothing, whoever presses it", async () => {
  const visit = await ready();
  let letGo;
  const go = new Promise((done) => { letGo = done; });
  await visit.page.route("**/processes?*", async (route) => { await go; await route.continue(); });
  await visit.killButton.click();
  await visit.dialog.getByText("Reading the list again…").waitFor();
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.sendButton.evaluate((button) => { button.disabled = false; button.click(); });
  assert.equal(await visit.result.count(), 0);
  await assertNothing(visit);
  letGo();
  await visit.dialog.locator(".blast").waitFor();
  await visit.agree();
  await assertGoneOnce(visit);
  await visit.close();
});

test("Enter held down on the form's button sends nothing", async () => {
  const visit = await ready();
  await visit.killButton.focus();
  await heldDown(visit.page, "Enter");
  await assertNothing(visit);
  await visit.close();
});

test("Enter held down on the kill button sends once", async () => {
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.focus();
  await heldDown(visit.page, "Enter");
  await visit.result.waitFor();
  await heldDown(visit.page, "Enter", 5);
  await assertGoneOnce(visit);
  await visit.close();
});

test("Enter in the reason field sends nothing, and on PROD a reason is needed first", async () => {
  const visit = await ready();
  await visit.page.getByLabel("Environment").selectOption("prod");
  await visit.ask();
  assert.match(await visit.dialog.locator("h2").innerText(), /PROD/);
  assert.equal(await visit.sendButton.isEnabled(), false);
  const reason = visit.page.getByLabel("Reason or ticket (required on PROD)");
  await reason.fill("   ");
  assert.equal(await visit.sendButton.isEnabled(), false);
  await reason.fill("INC-1");
  await reason.focus();
  await heldDown(visit.page, "Enter", 5);
  assert.equal(await visit.dialog.isVisible(), true);
  await assertNothing(visit);
  await visit.agree();
  assert.match((await assertGoneOnce(visit)).text, /PROD[\s\S]*INC-1/);
  // The reason is for the record here; it is nobody else's.
  assert.ok(!JSON.stringify(visit.calls()).includes("INC-1"));
  await visit.close();
});

for (const [name, goBack] of [
  ["Escape", (visit) => visit.page.keyboard.press("Escape")],
  ["Cancel", (visit) => visit.cancelButton.click()],
  ["Enter, which finds the focus on Cancel", (visit) => visit.page.keyboard.press("Enter")],
]) {
  test(`${name} closes the question, sends nothing and leaves the form as it was`, async () => {
    const visit = await ready();
    await visit.ask();
    await goBack(visit);
    await visit.dialog.waitFor({ state: "detached" });
    assert.equal(await visit.list.inputValue(), visit.ids.join(", "));
    await assertNothing(visit);
    // The same question can be asked and answered again.
    await visit.kill();
    await assertGoneOnce(visit);
    await visit.close();
  });
}

test("when a kill arrives, the browser has its intent and its mark on record already", async () => {
  const visit = await ready();
  const kept = [];
  front.answerKills(async (_, request, pass) => {
    kept.push(await factsOf(visit.page, request.headers["x-attempt-id"]));
    await pass();
  });
  await visit.kill();
  assert.deepEqual(kept, [["intent", "sent"]]);
  await assertGoneOnce(visit);
  await visit.close();
});

for (const [name, breaks, says] of [
  ["a browser without a journal", () => {
    IDBFactory.prototype.open = () => { throw new DOMException("forbidden", "SecurityError"); };
  }, /Nothing was sent\. /],
  ["a journal without room", () => {
    IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
  }, /The journal could not be written, so nothing is sent\.[\s\S]*There is no room for the journal/],
]) {
  test(`${name} means that nothing is sent, and the reason is told`, async () => {
    const visit = await ready({ init: [breaks] });
    await visit.ask();
    await visit.sendButton.click();
    await until("the page to say so", async () => says.test(await visit.page.locator("main").innerText()));
    const left = (await cloud.threads(visit.node)).map(({ id }) => id);
    assert.deepEqual(visit.ids.filter((id) => !left.includes(id)), []);
    assert.deepEqual([visit.kills(), front.kills], [[], []]);
    visit.assertClean();
    await visit.close();
  });
}

test("while it is on its way nothing is sent again, no other run can begin, and leaving the page is asked about", async () => {
  const letGo = hold();
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.click();
  await until("the kill to arrive", () => front.kills.length === 1);
  await visit.result.getByText("waiting for the answer").first().waitFor();
  assert.equal(await visit.result.getAttribute("class"), "sheet result running");
  assert.match(await visit.result.innerText(), /Each request is sent once, never again by itself\./);
  assert.equal(await visit.killButton.isEnabled(), false);
  await visit.killButton.evaluate((button) => { button.disabled = false; button.click(); });
  await heldDown(visit.page, "Enter", 5);
  for (let press = 0; press < 5; press += 1) await visit.page.keyboard.press("Escape");
  assert.equal(await visit.dialog.count(), 0);
  const leaving = () => visit.page.evaluate(() => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  });
  assert.equal(await leaving(), true);
  letGo();
  await assertGoneOnce(visit);
  assert.equal(await leaving(), false);
  await visit.close();
});

test("a reload in the middle of a kill never sends it again: the run is found, and looked after by its list", async () => {
  const letGo = hold();
  const visit = await ready();
  visit.page.on("dialog", (dialog) => dialog.accept());
  await visit.ask();
  await visit.sendButton.click();
  await until("the kill to arrive", () => front.kills.length === 1);
  await visit.page.reload();
  await visit.page.getByText("is not at its end").waitFor();
  letGo();
  await visit.signIn();
  await visit.page.getByRole("button", { name: "Check now" }).click();
  const { mark, headline, rows, attempts } = await visit.outcome();
  assert.deepEqual([mark, headline], ["gone", "2 gone."]);
  assert.deepEqual(rows.map(([id, , said, , outcome]) => [id, said, outcome]), visit.ids.map((id) => [id, "unknown", "gone"]));
  assert.match(attempts.join(), /the page was closed before an answer was recorded/);
  await assertOnce(visit);
  await visit.close();
});

test("another address while the question is open changes nothing of what is sent", async () => {
  const file = await (await fetch(`${stack.sandbox.url}/config.json`)).json();
  file.clouds[0].regions.push({ id: "local-2" });
  delete file.environments[1].reason;
  const visit = await ready({ before: (page) => config(page, JSON.stringify(file)) });
  const dds = stack.sandbox.ready.nodes.find(({ service }) => service === "dds");
  const { project, instance, node } = await visit.target();
  await visit.ask();
  await visit.dialog.getByText("Duplicate protection: present").waitFor();
  const question = await visit.dialog.innerText();
  for (const hash of [
    `#/taurusdb/sandbox/local-2/${project}/${instance}/${node}?env=prod&view=hand`,
    `#/taurusdb/sandbox/local-1/other/${instance}/${"1".repeat(32)}no07?view=hand`,
    `#/dds/sandbox/local-2/${project}/${dds.instance_id}/${dds.node_id}?view=hand`,
  ]) {
    await visit.page.evaluate((to) => { location.hash = to; }, hash);
    // The console writes the environment into an address that has none.
    await visit.page.waitForFunction((to) => location.hash.startsWith(to) && /[?&]env=/.test(location.hash), hash.split("?")[0]);
    assert.equal(await visit.dialog.innerText(), question, hash);
  }
  await visit.agree();
  assert.match((await assertGoneOnce(visit)).text, /SANDBOX[\s\S]*orders-db \/ primary/);
  assert.deepEqual(visit.kills().map(({ method, path, body }) => ({ method, path, body })), [{
    method: "DELETE", body: `{"processes":[${visit.ids}]}`,
    path: `/proxy/taurusdb/local-1/v3/${project}/instances/${instance}/nodes/${node}/processes`,
  }]);
  await visit.close();
});

for (const [name, first, mark, outcome] of [
  ["and the first was carried out", (apply) => apply(), "gone", "gone"],
  ["and the first was lost", () => {}, "refused", "still there"],
]) {
  test(`when the browser itself repeats a kill ${name}, both have one attempt id, and the list tells what happened`, async () => {
    const visit = await ready();
    let dropped = 0;
    front.answerKills(async (response, request, _, apply) => {
      // A connection that was used before ends before the answer: Chromium then sends again by itself.
      if (dropped === 0) {
        dropped += 1;
        await first(apply);
        request.socket.destroy();
        return;
      }
      response.writeHead(409, { "content-type": "application/json", "x-proxy-stage": "duplicate" });
      response.end(JSON.stringify({ error_code: "PROXY.0409", error_msg: "This attempt was sent before." }));
    });
    await visit.kill();
    assert.equal(front.kills.length, 2, "Chromium did not repeat the request; the test proves nothing");
    assert.equal(new Set(front.kills.map(({ headers }) => headers["x-attempt-id"])).size, 1);
    assert.equal(visit.kills().length, 1);
    const told = await visit.outcome();
    assert.equal(told.mark, mark);
    assert.deepEqual(told.rows.map(([id, , said, , end]) => [id, said, end]), visit.ids.map((id) => [id, "unknown", outcome]));
    assert.match(told.attempts.join(), /The proxy has seen this attempt before: the browser repeated it/);
    assertOneFailedCall(visit, /\b409\b/);
    await visit.close();
  });
}

test("each kill has an attempt id of its own", async () => {
  const visit = await ready();
  for (let kill = 0; kill < 3; kill += 1) {
    await visit.paste((await cloud.lasting(visit.node, 2)).join("\n"));
    await visit.kill();
    await visit.result.getByRole("button", { name: "Close the result" }).click();
    await visit.result.waitFor({ state: "detached" });
  }
  assert.equal(new Set(front.kills.map(({ headers }) => headers["x-attempt-id"])).size, 3);
  visit.assertClean();
  await visit.close();
});
