// A route that tests itself, and what the question of a kill says of its guard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { assertAccessible } from "./support/fit.mjs";
import { HOSTILE, SELF_TEST, isKill, isSelfTest } from "./support/kills.mjs";
import { part, startSettings } from "./support/settings.mjs";

let stack;
let openSettings;
before(async () => {
  ({ stack, openSettings } = await startSettings());
});
after(() => stack?.stop());

/** Tests the route, and gives each check's outcome and sentence. */
async function testRoute(visit) {
  await part(visit, "Routes").getByRole("button", { name: "Test this route" }).click();
  await part(visit, "Routes").getByText(/Tested at \d\d:\d\d$/).waitFor();
  const all = await visit.page.locator(".check").evaluateAll((items) => items.map((item) => [item.dataset.check,
    [...item.classList].find((name) => name !== "check"), item.querySelector("p")?.textContent ?? ""]));
  return Object.fromEntries(all.map(([check, outcome, sentence]) => [check, { outcome, sentence }]));
}

const outcomes = (found) => Object.fromEntries(Object.entries(found).map(([check, { outcome }]) => [check, outcome]));
const all = (outcome) => Object.fromEntries(["reachable", "readable", "body", "guard", "header", "path"].map((check) => [check, outcome]));

/** An answer of the self-test, for a proxy that keeps less than the contract. */
const came = (method, body, header, headers = { "X-Subject-Token": "x", "Retry-After": "1", Date: "Sat, 21 Nov 2026 14:02:00 GMT" }) => ({
  status: 200, headers, contentType: "application/json", body: JSON.stringify({ method, body, header }),
});

test("a kill is told by its path or its attempt, and only the self-test's own requests are none", () => {
  const id = { "x-attempt-id": "0" };
  for (const [method, path, headers, kills] of [
    ["POST", "/proxy/dds/r/v3/p/nodes/n/session", {}, true], ["POST", "/proxy/dcs/r/v2/p/instances/i/clients/kill-all", id, true],
    ["DELETE", "/proxy/taurusdb/r/v3/p/instances/i/nodes/n/processes", {}, true], ["GET", "/proxy/taurusdb/r/v3/p/instances/i/nodes/n/processes", {}, false],
    ["POST", "/proxy/elsewhere", id, true], ["POST", SELF_TEST, id, true], ["DELETE", `${SELF_TEST}/`, id, true], ["DELETE", `${SELF_TEST}/processes`, id, true],
    ["DELETE", SELF_TEST, id, false], ["GET", SELF_TEST, {}, false], ["DELETE", HOSTILE, id, false],
  ]) {
    assert.equal(isKill({ method, path, headers }), kills, `${method} ${path}`);
    assert.ok(!(kills && isSelfTest({ method, path })), path);
  }
});

test("Test this route passes every check, and its probes carry no token and end in the proxy", async () => {
  const visit = await openSettings();
  await visit.signIn();
  assert.deepEqual(outcomes(await testRoute(visit)), all("passed"));
  const probes = visit.probes();
  assert.deepEqual(probes.map(({ method, path }) => [method, path]), [
    ["GET", SELF_TEST], ["DELETE", SELF_TEST], ["DELETE", SELF_TEST], ["DELETE", SELF_TEST], ["DELETE", HOSTILE],
  ]);
  assert.equal(JSON.stringify(probes).includes(stack.sandbox.ready.token), false, "the token is in a probe");
  assert.deepEqual(probes.map(({ headers }) => headers["x-auth-token"] ?? null), [null, null, null, "0".repeat(12_288), null]);
  const ids = probes.map(({ headers }) => headers["x-attempt-id"]);
  assert.ok(ids[1] && ids[1] === ids[2] && new Set(ids).size === 4, ids.join());
  assert.deepEqual(visit.kills(), []);
  visit.assertClean();
  await visit.close();
});

for (const [what, answers, changed, says] of [
  ["a proxy without a self-test", () => ({ status: 404, contentType: "text/html", body: "<h1>not here</h1>" }), all("unknown"), /named by selfTest of its route in config\.json/],
  ["a guard that is off", (method) => (method === "DELETE" ? came("DELETE", 21, 0) : null), { guard: "failed", header: "failed", path: "failed" }, /limit_req zone=quell_once/],
  ["a DELETE without its body", (method, count) => [null, came("DELETE", 0, 0), { status: 409, body: "" }][method === "DELETE" ? count : 0] ?? null, { body: "failed" }, /arrived with 0 bytes of its body: TaurusDB/],
  ["headers that the page cannot read", (method) => (method === "GET" ? came("GET", 0, 0, {}) : null), { readable: "failed" }, /cannot read X-Subject-Token, Retry-After/],
  ["a header limit that is small", (_, __, headers) => (headers["x-auth-token"] ? { status: 431, body: "" } : null), { header: "failed" }, /refused with 431.*large_client_header_buffers/],
  ["a proxy that tidies paths up", (_, __, ___, path) => (path === HOSTILE ? came("DELETE", 21, 0) : null), { path: "failed" }, /decoded and answered as another one/],
  ["a proxy that is down", () => "abort", { ...all("unknown"), reachable: "failed" }, /no list can be read and no session ended this way/],
]) {
  test(`${what} fails its check, with what it means and what to do`, async () => {
    const visit = await openSettings();
    let deletes = 0;
    await visit.page.route(`**${SELF_TEST}**`, (route) => {
      const request = route.request();
      if (request.method() === "DELETE") deletes += 1;
      const answer = answers(request.method(), deletes, request.headers(), new URL(request.url()).pathname);
      if (answer === "abort") return route.abort();
      return answer ? route.fulfill(answer) : route.continue();
    });
    const found = await testRoute(visit);
    assert.deepEqual(outcomes(found), { ...all("passed"), ...changed });
    assert.match(Object.values(found).map(({ sentence }) => sentence).join("\n"), says);
    assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
    await visit.close();
  });
}

test("a route without a folder of its own has a self-test where config.json names one, and only there", async () => {
  const routes = (more) => [{ cloud: "sandbox", url: "/proxy", ...more }];
  const without = await openSettings({ file: { routes: routes({}) } });
  assert.deepEqual(outcomes(await testRoute(without)), all("unknown"));
  assert.deepEqual(without.probes(), []);
  await without.close();
  const named = await openSettings({ file: { routes: routes({ selfTest: SELF_TEST }) } });
  assert.deepEqual(outcomes(await testRoute(named)), all("passed"));
  await named.close();
});

/** The question about one thread, asked through the form. */
async function ask(visit, at = 0) {
  const { sample_ids: ids } = await visit.choose("orders-db / primary");
  await visit.paste(ids[at]);
  await visit.ask();
}

test("the question says that the guard is there, having looked once on the page", async () => {
  const visit = await openConsole(stack);
  await visit.signIn();
  assert.deepEqual(visit.probes(), []);
  await ask(visit);
  await visit.dialog.getByText(/^Duplicate protection: present \(tested \d\d:\d\d\)\.$/).waitFor();
  assert.deepEqual(visit.probes().map(({ method }) => method), ["GET", "DELETE", "DELETE"]);
  await visit.cancelButton.click();
  await visit.ask();
  await visit.dialog.getByText(/^Duplicate protection: present/).waitFor();
  assert.equal(visit.probes().length, 3, "it was looked for again");
  assert.deepEqual(visit.kills(), []);
  visit.assertClean();
  await visit.close();
});

test("the question says what an absent guard means, and a kill may be sent all the same", async () => {
  const visit = await openConsole(stack);
  await visit.page.route(`**${SELF_TEST}`, (route) => (route.request().method() === "DELETE" ? route.fulfill(came("DELETE", 21, 0)) : route.continue()));
  await visit.signIn();
  await ask(visit);
  const said = visit.dialog.locator(".notice .guard");
  await said.waitFor();
  assert.match(await said.innerText(), /^Duplicate protection: absent \(tested \d\d:\d\d\)\. A request that comes twice is carried out twice/);
  await assertAccessible(visit, "an absent guard");
  await visit.satisfy();
  await visit.sendButton.click();
  await visit.over.waitFor();
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
});

test("a self-test that gets no answer keeps no question waiting and nothing from being sent", async () => {
  const visit = await openConsole(stack);
  await visit.page.route(`**${SELF_TEST}`, () => {});
  await visit.signIn();
  await ask(visit, 1);
  await visit.dialog.getByText("Duplicate protection: being tested…").waitFor();
  await visit.satisfy();
  await visit.sendButton.click();
  await visit.over.waitFor();
  assert.equal(visit.kills().length, 1);
  await visit.close();
});
