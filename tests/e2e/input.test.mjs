// What a person pastes, and what becomes of it before anything is sent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole, readPreview } from "./support/console.mjs";
import { serveRows, threads } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

const openOn = async (name) => {
  const visit = await openConsole(stack);
  const node = await visit.choose(name);
  return { visit, node };
};
const bodyOf = async (visit) => readPreview(await visit.preview("HTTP")).body;
const counted = (visit) => visit.page.locator(".handles .count").innerText();
/** The pieces that are refused, line by line, as they are read. */
const refused = (visit) => visit.page.locator(".pieces li").allInnerTexts();

test("lines, commas, a JSON array and a whole JSON body give the same threads", async () => {
  const { visit } = await openOn("orders-db / primary");
  for (const text of [
    "11\n22\n33", "11, 22 ,33", " 11;22\t33\r\n", "[11, 22, 33]", '["11", "22", 33]',
    '{"processes": [11, 22, 33]}', '{\n  "processes": [\n    11,\n    22,\n    33\n  ]\n}',
  ]) {
    await visit.paste(text);
    assert.equal(await bodyOf(visit), '{"processes":[11,22,33]}', text);
    assert.equal(await counted(visit), "3 ids");
    assert.equal(await visit.killButton.innerText(), "Kill 3 threads…");
  }
  visit.assertClean();
  await visit.close();
});

test("each piece that is no id is named with its line, and there is no request until it is gone", async () => {
  const { visit } = await openOn("orders-db / primary");
  await visit.signIn();
  await visit.paste("11\nabc, 22\n\n12x 9223372036854775808");
  assert.deepEqual(await refused(visit), [
    "Line 2: abc is not a whole number", "Line 4: 12x is not a whole number",
    "Line 4: 9223372036854775808 does not fit in 64 bits",
  ]);
  assert.match(await visit.page.locator("#threads-says").innerText(), /3 entries cannot be used\./);
  assert.equal(await visit.killButton.innerText(), "Kill…");
  assert.equal(await visit.page.locator("pre.request").count(), 0);
  await visit.killButton.click();
  assert.equal(await visit.dialog.count(), 0);
  assert.equal(await visit.focused(), "textarea threads");
  await visit.paste("[11,\n \"abc\",\n null]");
  assert.deepEqual(await refused(visit), ['Line 2: "abc" is not a whole number', "Line 3: null is not an id in JSON"]);
  await visit.paste('{"processes": [11');
  assert.match((await refused(visit)).join(), /^Line 1: .* begins like JSON/);
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("repeats are folded and counted, and each id goes out once", async () => {
  const { visit } = await openOn("orders-mongo / mongos-1");
  await visit.paste("34631\nshard_1:7201646, 34631\n34631");
  assert.equal(await counted(visit), "2 ids · 2 repeats folded");
  assert.equal(await visit.killButton.innerText(), "Kill 2 sessions…");
  assert.equal(await bodyOf(visit), '{"sessions":["34631","shard_1:7201646"]}');
  visit.assertClean();
  await visit.close();
});

test("a node id in the instance field is refused by its shape, and one press puts it in its place", async () => {
  const visit = await openConsole(stack, { path: "/#/taurusdb?view=hand" });
  const { node_id: id } = stack.sandbox.ready.nodes.find(({ service }) => service === "taurusdb");
  await visit.page.locator("#instance").fill(id);
  await visit.paste("11");
  assert.match(await visit.page.locator("#instance-says").innerText(), /^looks like a node id: ends with no07/);
  assert.equal(await visit.page.locator("#instance").getAttribute("aria-invalid"), "true");
  assert.equal(await visit.page.locator("pre.request").count(), 0);
  assert.ok(!visit.page.url().includes(id));
  await visit.page.getByRole("button", { name: "Put it in node" }).click();
  const { instance, node } = await visit.target();
  assert.deepEqual({ instance, node }, { instance: "", node: id });
  assert.equal(await visit.page.locator(".wrong-place").count(), 0);
  visit.assertClean();
  await visit.close();
});

test("a step in a path never reaches the address, the preview or the wire", async () => {
  const { visit } = await openOn("orders-db / primary");
  await visit.signIn();
  await visit.paste("11");
  const right = await visit.target();
  for (const field of ["project", "instance", "node"]) {
    for (const text of ["..", ".", "../x", "a/b", "%2e%2e", "a?b=c", "a#b", "x\u0000y"]) {
      await visit.page.locator(`#${field}`).fill(text);
      assert.equal(await visit.page.locator(`#${field}`).getAttribute("aria-invalid"), "true", `${field} ${text}`);
      assert.equal(await visit.page.locator("pre.request").count(), 0, `${field} ${text}`);
      assert.doesNotMatch(decodeURIComponent(new URL(visit.page.url()).hash), /\.\.|%2e|\/\.(\/|$)|\/\//i);
      assert.ok(!new URL(visit.page.url()).hash.includes(encodeURIComponent(text)), visit.page.url());
      await visit.killButton.click();
      assert.equal(await visit.dialog.count(), 0, `${field} ${text}`);
    }
    await visit.page.locator(`#${field}`).fill(right[field]);
  }
  assert.equal(await visit.page.locator("pre.request").count(), 1);
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("an address with a step in it is not believed, and the address of the target takes its place", async () => {
  const { visit } = await openOn("orders-db / primary");
  const right = { target: await visit.target(), hash: new URL(visit.page.url()).hash };
  for (const hash of ["#/taurusdb/sandbox/local-1/../../..?view=hand", "#/taurusdb/sandbox/local-1/%2e%2e/%2e%2e/%2e%2e?view=hand"]) {
    await visit.page.evaluate((to) => { location.hash = to; }, hash);
    await visit.page.waitForFunction((wanted) => location.hash === wanted, right.hash);
    assert.deepEqual(await visit.target(), right.target);
  }
  visit.assertClean();
  await visit.close();
});

test("a cleared list comes back whole", async () => {
  const { visit } = await openOn("orders-db / primary");
  const text = "11,\n abc\n\n22";
  await visit.paste(text);
  await visit.page.getByRole("button", { name: "Clear", exact: true }).click();
  assert.equal(await visit.list.inputValue(), "");
  await visit.page.getByRole("button", { name: "Undo the clearing" }).click();
  assert.equal(await visit.list.inputValue(), text);
  visit.assertClean();
  await visit.close();
});

test("a 64-bit thread id and its neighbour stay exact from the paste to the wire, and those that nobody has are left out", async () => {
  const { visit } = await openOn("orders-db / primary");
  await visit.signIn();
  const ids = ["9007199254740993", "9007199254740992", "9223372036854775807"];
  // The neighbours, which are one number to whoever rounds, are two threads; the third has left.
  let living = ids.slice(0, 2);
  const row = JSON.stringify(threads(1)[0]);
  const rows = await serveRows(visit.page, "taurusdb", () => living.map((id) => row.replace(/"id":\d+/, `"id":${id}`)));
  await visit.page.route("**/processes", async (route) => {
    living = [];
    await route.fulfill({
      status: 200, contentType: "application/json", body: `{"processes_killed":[${ids[0]}],"processes_not_found":[${ids[1]}]}`,
    });
  });
  await visit.paste(`[${ids}]`);
  await visit.ask();
  assert.deepEqual(await visit.dialog.locator(".planned tbody td:first-child").allInnerTexts(), ids.slice(0, 2));
  assert.deepEqual(await visit.dialog.locator(".left-out li").allInnerTexts(), [`${ids[2]} It is not in the list any more.`]);
  await visit.agree();
  const outcome = await visit.outcome();
  const [sent, ...more] = visit.kills();
  assert.deepEqual(more, []);
  assert.equal(sent.body, '{"processes":[9007199254740993,9007199254740992]}');
  assert.deepEqual(outcome.rows.map(([id, , said, , end]) => [id, said, end]), [[ids[0], "ended", "gone"], [ids[1], "not found", "already gone"]]);
  await rows.end();
  visit.assertClean();
  await visit.close();
});

test("where nobody has any of the ids, each is named, and nothing can be sent", async () => {
  const { visit } = await openOn("orders-db / primary");
  await visit.signIn();
  await visit.paste("9007199254740993\n5");
  await visit.killButton.click();
  await visit.dialog.getByText("There is nobody to end").waitFor();
  assert.deepEqual(await visit.dialog.locator(".left-out li").allInnerTexts(), [
    "9007199254740993 It is not in the list any more.", "5 It is not in the list any more.",
  ]);
  assert.equal(await visit.sendButton.isEnabled(), false);
  await visit.sendButton.evaluate((button) => { button.disabled = false; button.click(); });
  await visit.cancelButton.click();
  await visit.dialog.waitFor({ state: "detached" });
  assert.equal(await visit.result.count(), 0);
  assert.deepEqual(visit.kills(), []);
  visit.assertClean();
  await visit.close();
});

test("IPv6 addresses are read in brackets, and without them the reason is given", async () => {
  const { visit } = await openOn("checkout-cache / node-1");
  await visit.signIn();
  await visit.paste("[2001:db8::1]:6379, 10.0.0.5:2048\n[::1]:1");
  const addresses = ["[2001:db8::1]:6379", "10.0.0.5:2048", "[::1]:1"];
  assert.deepEqual(JSON.parse(await bodyOf(visit)).client_addrs, addresses);
  const born = Date.now() - 9_000;
  const age = () => Math.floor((Date.now() - born) / 1_000);
  const client = (peer, index) => ({ id: String(index), peer, addr: peer, user: "app", age: age(), flags: "N" });
  await serveRows(visit.page, "dcs", () => addresses.map(client));
  await visit.page.route("**/clients/kill", (route) => route.fulfill({ status: 204 }));
  await visit.ask();
  await visit.agree();
  // The list has them all still.
  assert.equal((await visit.outcome()).headline, "3 still there.");
  const [sent, ...more] = visit.kills();
  assert.deepEqual(more, []);
  assert.deepEqual(JSON.parse(sent.body).client_addrs, addresses);
  await visit.paste("2001:db8::1:6379\n10.0.0.5\n10.0.0.5:0\nredis.example:6379");
  assert.deepEqual(await refused(visit), [
    "Line 1: 2001:db8::1:6379 is an IPv6 address without brackets; write [address]:port",
    "Line 2: 10.0.0.5 has no port; write ip:port", "Line 3: 10.0.0.5:0 has a port that is not 1 to 65535",
    "Line 4: redis.example:6379 is not an IP address and port",
  ]);
  visit.assertClean();
  await visit.close();
});
