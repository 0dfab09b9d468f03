// A kill goes out at most once, whatever hands, keys and links do meanwhile.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { startFront } from "./support/front.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

let stack;
let front;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "16"] } });
  front = await startFront(stack.sandbox.url);
});
after(async () => {
  await front?.stop();
  await stack?.stop();
});
afterEach(() => {
  front.answer((_, __, pass) => pass());
  front.arrivals.length = 0;
});

/** Signed in, with a kill in the form that is ready to be asked about. */
async function ready(options = {}) {
  const visit = await openConsole(stack, { url: front.url, ...options });
  await visit.signIn();
  await visit.choose("orders-db / primary");
  await visit.paste("11, 22");
  return visit;
}

/** The server holds its answer back until it is let go. */
function hold() {
  let letGo;
  const go = new Promise((done) => { letGo = done; });
  front.answer(async (_, __, pass) => { await go; pass(); });
  return letGo;
}

/** A key that is held down: one press, then the keyboard's own repeats. */
async function heldDown(page, key, repeats = 30) {
  for (let press = 0; press <= repeats; press += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

test("a double click on the form's button opens the question and sends nothing", async () => {
  const visit = await ready();
  await visit.killButton.dblclick({ delay: 0 });
  await visit.dialog.waitFor();
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("a double click on the kill button sends once", async () => {
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.dblclick({ delay: 0 });
  await visit.result.waitFor();
  assert.deepEqual([visit.calls().length, front.arrivals.length], [1, 1]);
  visit.assertClean();
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
  await visit.result.waitFor();
  assert.deepEqual([visit.calls().length, front.arrivals.length], [1, 1]);
  visit.assertClean();
  await visit.close();
});

test("Enter held down on the form's button sends nothing", async () => {
  const visit = await ready();
  await visit.killButton.focus();
  await heldDown(visit.page, "Enter");
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("Enter held down on the kill button sends once", async () => {
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.focus();
  await heldDown(visit.page, "Enter");
  await visit.result.waitFor();
  await heldDown(visit.page, "Enter", 5);
  assert.deepEqual([visit.calls().length, front.arrivals.length], [1, 1]);
  visit.assertClean();
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
  assert.deepEqual(visit.calls(), []);
  await visit.agree();
  assert.match((await visit.outcome()).text, /PROD[\s\S]*INC-1/);
  assert.equal(visit.calls().length, 1);
  // The reason is for the record here; it is nobody else's.
  assert.ok(!JSON.stringify(visit.calls()).includes("INC-1"));
  visit.assertClean();
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
    assert.equal(await visit.list.inputValue(), "11, 22");
    assert.deepEqual(visit.calls(), []);
    // The same question can be asked and answered again.
    await visit.kill();
    assert.equal(visit.calls().length, 1);
    visit.assertClean();
    await visit.close();
  });
}

test("while it is on its way the dialog stays, nothing is sent again, and leaving the page is asked about", async () => {
  const letGo = hold();
  const visit = await ready();
  await visit.ask();
  await visit.sendButton.click();
  await until("the kill to arrive", () => front.arrivals.length === 1);
  await visit.dialog.getByText("Sent once. Waiting for the answer").waitFor();
  assert.equal(await visit.cancelButton.isEnabled(), false);
  assert.equal(await visit.sendButton.isEnabled(), false);
  // Chromium closes a dialog by itself on a second Escape, unless the page keeps it open.
  for (let press = 0; press < 5; press += 1) await visit.page.keyboard.press("Escape");
  await visit.page.mouse.click(3, 3);
  await heldDown(visit.page, "Enter", 5);
  await visit.sendButton.evaluate((button) => button.click());
  assert.equal(await visit.dialog.evaluate((dialog) => dialog.matches(":modal")), true, "the dialog was closed while sending");
  assert.equal(await visit.result.count(), 0);
  const leaving = await visit.page.evaluate(() => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  });
  assert.equal(leaving, true);
  letGo();
  await visit.result.waitFor();
  assert.deepEqual([visit.calls().length, front.arrivals.length], [1, 1]);
  visit.assertClean();
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
  assert.deepEqual(visit.calls().map(({ method, path, body }) => ({ method, path, body })), [{
    method: "DELETE", body: '{"processes":[11,22]}',
    path: `/proxy/taurusdb/local-1/v3/${project}/instances/${instance}/nodes/${node}/processes`,
  }]);
  assert.match((await visit.outcome()).text, /SANDBOX[\s\S]*TaurusDB/);
  visit.assertClean();
  await visit.close();
});

test("when the browser itself repeats a kill, both arrivals carry one attempt id, and the guard's 409 is unknown", async () => {
  const visit = await ready();
  let dropped = 0;
  front.answer((response, request) => {
    // A connection that was used before ends before the answer: Chromium then sends again by itself.
    if (dropped === 0) { dropped += 1; request.socket.destroy(); return; }
    response.writeHead(409, { "content-type": "application/json", "x-proxy-stage": "duplicate" });
    response.end(JSON.stringify({ error_code: "PROXY.0409", error_msg: "This attempt was sent before." }));
  });
  await visit.kill();
  assert.equal(front.arrivals.length, 2, "Chromium did not repeat the request; the test proves nothing");
  assert.equal(new Set(front.arrivals.map(({ headers }) => headers["x-attempt-id"])).size, 1);
  assert.equal(visit.calls().length, 1);
  const { tag, text } = await visit.outcome();
  assert.equal(tag, "unknown");
  assert.match(text, /The proxy has seen this attempt before: the browser repeated it/);
  assertOneFailedCall(visit, /\b409\b/);
  await visit.close();
});

test("each kill has an attempt id of its own", async () => {
  const visit = await ready();
  for (let kill = 0; kill < 3; kill += 1) {
    await visit.kill();
    await visit.result.getByRole("button", { name: "Close the result" }).click();
    await visit.result.waitFor({ state: "detached" });
  }
  assert.equal(new Set(front.arrivals.map(({ headers }) => headers["x-attempt-id"])).size, 3);
  visit.assertClean();
  await visit.close();
});
