// How the list of a node is read: page after page, again and again, in bad weather, and not at all.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { freshToken, ledgerOf, openSessions, serveRows, threads, weather } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

const THREADS = "orders-db / primary";
const OPERATIONS = "orders-mongo / mongos-1";
const SMALL_PAGES = "catalog-mongo / primary";
const CLIENTS = "checkout-cache / node-1";

let stack;
before(async () => {
  stack = await startStack({ redis: "cache", sandbox: { args: ["--sessions", "150", "--dds-limit", "catalog-mongo=20"] } });
});
after(() => stack?.stop());
afterEach(() => weather(stack));

/** What the browser itself says of a call that failed, and nothing beyond it. */
function assertOnlyFailedCalls({ trouble }) {
  assert.deepEqual([trouble.errors, trouble.policy], [[], []]);
  assert.deepEqual(trouble.console.filter((text) => !/^error: Failed to load resource: /.test(text)), []);
}

test("while pages come it is said how far the reading is, and Stop keeps what was read and says that it is not all", async () => {
  let letGo;
  const third = new Promise((go) => { letGo = go; });
  const visit = await openSessions(stack, THREADS, {
    listed: false,
    before: async (page) => {
      await serveRows(page, "taurusdb", () => threads(450));
      await page.route("**/processes?*", async (route) => {
        if (new URL(route.request().url()).searchParams.get("offset") === "200") await third;
        return route.fallback();
      });
    },
  });
  await visit.reading.getByText("Page 3 of 5 · 200 of 450 sessions").waitFor();
  const bar = visit.page.getByRole("progressbar", { name: "Reading the list" });
  assert.deepEqual([await bar.getAttribute("value"), await bar.getAttribute("max")], ["200", "450"]);
  await visit.reading.getByRole("button", { name: "Stop" }).click();
  await visit.state.getByText("Stopped: 200 sessions were read, and there may be more.").waitFor();
  await visit.counts(200, 200);
  letGo();
  await visit.tick(0);
  await visit.says("1 selected");
  assert.equal(visit.lists().length, 3, "nothing is asked for after Stop");
  await visit.refresh();
  await visit.counts(450, 450);
  assert.equal(await visit.state.count(), 0);
  await visit.says("1 selected");
  await visit.close();
});

test("a list read again in another order keeps the ticks on their sessions and the cursor on its own", async () => {
  let rows = threads(40);
  const visit = await openSessions(stack, THREADS, { before: (page) => serveRows(page, "taurusdb", () => rows) });
  for (const place of [1, 3, 5]) await visit.tick(place);
  const chosen = async () => (await visit.rows()).filter(({ ticked }) => ticked).map(({ cells }) => cells.id).sort();
  assert.deepEqual(await chosen(), ["1001", "1003", "1005"]);
  // The other way around, two new ones in front, and 1003 belongs to another client now.
  rows = threads(42).map((row) => ({ ...row, time: row.id, host: row.id === 1003 ? "10.0.3.9:6000" : row.host }))
    .filter(({ id }) => id !== 1005).reverse();
  await visit.refresh();
  await visit.says("1 selected");
  await visit.filter("id:1001,1003,1005");
  await visit.counts(4, 43);
  assert.deepEqual((await visit.rows()).map(({ cells, ticked, gone }) => [cells.id, cells.host, ticked, gone]).sort(), [
    ["1001", "10.0.1.9:5001", true, false], ["1003", "10.0.3.9:5003", false, true],
    ["1003", "10.0.3.9:6000", false, false], ["1005", "10.0.1.9:5005", false, true],
  ]);
  assert.deepEqual((await visit.rows()).filter(({ cursor }) => cursor).map(({ cells }) => cells.id), ["1005"]);
  await visit.tray.getByRole("button", { name: "Dismiss 2 that are gone" }).click();
  await visit.counts(2, 41);
  assert.deepEqual(await chosen(), ["1001"]);
  visit.assertClean();
  await visit.close();
});

test("a session of the real list that ends while it is ticked stays as a row that is gone", async () => {
  const visit = await openSessions(stack, THREADS);
  await visit.filter("user:report command:Query");
  const [first, second] = await visit.column("id");
  await visit.tick(0);
  await visit.tick(1);
  const { instance_id: instance, node_id: node } = visit.node;
  const { project_id: project, token } = stack.sandbox.ready;
  const path = `/proxy/taurusdb/local-1/v3/${project}/instances/${instance}/nodes/${node}/processes`;
  const answer = await fetch(stack.sandbox.url + path, {
    method: "DELETE", headers: { "x-auth-token": token, "content-type": "application/json" }, body: `{"processes":[${first}]}`,
  });
  assert.equal(answer.status, 200);
  await visit.refresh();
  await visit.says("1 selected");
  const found = (await visit.rows()).filter(({ cells }) => [first, second].includes(cells.id));
  assert.deepEqual(found.map(({ cells, ticked, gone }) => [cells.id, ticked, gone]).sort(), [
    [first, false, true], [second, true, false],
  ].sort());
  await visit.row(found.find(({ gone }) => gone).place).locator(".col-user").click({ force: true });
  await visit.drawer.getByText("The latest list does not have this session any more").waitFor();
  visit.assertClean();
  await visit.close();
});

test("the list is read by itself, but not under a hand that chooses, behind a dialog or without a token", async () => {
  const visit = await openSessions(stack, THREADS, {
    init: [() => {
      // A day goes by in a minute: what is awaited is a reading, never a time.
      const real = Date.now.bind(Date);
      const start = real();
      Date.now = () => start + (real() - start) * 30;
    }],
    before: (page) => serveRows(page, "taurusdb", () => threads(12)),
  });
  const { page } = visit;
  const every = page.getByLabel("Refresh by itself");
  assert.equal(await every.locator("option:checked").innerText(), "By hand");
  await page.getByText(/Updated \d\d:\d\d:\d\d \([1-9]\d* s ago\)/).waitFor();
  assert.equal(visit.lists().length, 1, "by hand nothing is read");
  await every.selectOption("5");
  await until("two readings by themselves", () => visit.lists().length >= 3);
  await visit.tick(0);
  await page.getByText("Paused: 1 selected").waitFor();
  const told = page.locator(".list-line [role=status]");
  const settled = async () => {
    await visit.listed();
    const before = visit.lists().length;
    const said = await page.getByText(/^Updated/).innerText();
    // Ages go on, so a reading would be due.
    await page.waitForFunction((old) => {
      const now = document.querySelector(".list-line .muted").innerText;
      return Number(now.match(/\((\d+) s/)[1]) > Number(old.match(/\((\d+) s/)[1]) + 60;
    }, said);
    assert.equal(visit.lists().length, before);
  };
  await settled();
  await visit.killTicked.click();
  await visit.dialog.locator(".blast").waitFor();
  await visit.cancelButton.click();
  await visit.tick(0);
  await told.waitFor({ state: "detached" });
  const reads = visit.lists().length;
  await until("it to go on", () => visit.lists().length > reads);
  await page.getByRole("button", { name: "Lock" }).click();
  await page.getByText("Paused: not signed in").waitFor();
  assert.equal(await visit.refreshButton.isDisabled(), true);
  await settled();
  visit.assertClean();
  await visit.close();
});

test("nothing is read by itself while a dialog is open, and it says so", async () => {
  const visit = await openSessions(stack, THREADS, { before: (page) => serveRows(page, "taurusdb", () => threads(12)) });
  await visit.page.getByLabel("Refresh by itself").selectOption("60");
  await visit.page.getByRole("banner").getByRole("button", { name: "Lock" }).click();
  await visit.page.getByText("Paused: not signed in").waitFor();
  await visit.page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByText("Paused: a dialog is open").waitFor();
  await visit.close();
});

for (const [name, rules, says, remedy] of [
  ["refused for a missing permission",
    [{ kind: "error", status: 403, code: "DBS.280015", message: "permission denied" }],
    /The cloud refused\.[\s\S]*Missing permission: gaussdbformysql:instance:listProcesses/, /Ask for the permission to list sessions/],
  ["refused for an unknown node",
    [{ kind: "error", status: 404, code: "DBS.200002", message: "the node is not there" }],
    /The cloud refused\.[\s\S]*DBS\.200002/, /Check project, instance and node above/],
  ["not offered", [{ kind: "error", status: 404, code: "APIGW.0101", message: "API does not exist" }],
    /does not offer this call here/, /does not offer the list here\. With “Paste a list” one that was copied elsewhere is shown; or go on by hand with ids/],
  ["answered with a page", [{ kind: "html_200" }], /The answer is not JSON/, /Ask the person who runs this site to check the proxy/],
  ["answered with a redirect", [{ kind: "redirect" }], /redirect, which is not followed/, /check the proxy/],
  // nginx says so where it stands between; without one the browser does. It is no word about a kill.
  ["never answered", [{ kind: "drop_before" }], /(No answer came through the route|The server or the proxy failed)\./, /Read again\. If it stays so/],
]) {
  test(`a list that is ${name} says what happened and what to do, and is read on demand`, async () => {
    await weather(stack, ...rules.map((rule) => ({ operation: "taurusdb.list", ...rule })));
    const visit = await openSessions(stack, THREADS, { listed: false });
    const notice = visit.page.locator(".sessions .notice").filter({ hasText: "The list could not be read." });
    await notice.waitFor();
    assert.match(await notice.innerText(), says);
    assert.match(await notice.innerText(), remedy);
    assert.equal(await visit.grid.count(), 0, "no list is claimed");
    await weather(stack);
    await notice.getByRole("button", { name: "Read again" }).click();
    await visit.listed();
    assert.equal(await notice.count(), 0);
    assert.ok((await visit.count()).all > 100);
    assertOnlyFailedCalls(visit);
    await visit.close();
  });
}

test("a list with nothing in it is said to be empty, and is not an error", async () => {
  const visit = await openSessions(stack, THREADS, { before: (page) => serveRows(page, "taurusdb", () => []) });
  await visit.page.getByText("Nothing runs here: the list is empty.").waitFor();
  visit.assertClean();
  await visit.close();
});

test("without a target or a token the screen says what is still needed, and asks nobody", async () => {
  const visit = await openSessions(stack, THREADS, { signedIn: false });
  await visit.page.getByText("Sign in to list the sessions of this node.").waitFor();
  await visit.page.locator("#node").fill("");
  await visit.page.getByText("Choose a project, an instance and a node above").waitFor();
  assert.deepEqual(visit.calls(), []);
  visit.assertClean();
  await visit.close();
});

test("where DDS refuses pages of 100 the list goes on with 20 and is whole", async () => {
  const before = (await ledgerOf(stack)).length;
  const visit = await openSessions(stack, SMALL_PAGES);
  const limits = visit.lists().map(({ url }) => new URL(url).searchParams.get("limit"));
  assert.deepEqual(limits.slice(0, 2), ["100", "20"]);
  assert.deepEqual(new Set(limits.slice(1)), new Set(["20"]));
  const arrivals = (await ledgerOf(stack)).slice(before).filter(({ operation }) => operation === "dds.list");
  assert.deepEqual(arrivals.map(({ code }) => code).filter(Boolean), ["DBS.280439"]);
  const { all } = await visit.count();
  assert.ok(all > 130, `${all} sessions`);
  assertOnlyFailedCalls(visit);
  await visit.close();
});

test("a thousand clients of a real Redis are listed to the last one, and three of them are cut from the list", async () => {
  const clients = await stack.redis.addClients(1000);
  const visit = await openSessions(stack, "cache / node-1");
  await visit.filter("name:app-*");
  await visit.counts(1000, (await visit.count()).all);
  const found = await visit.wholeColumn("peer");
  assert.deepEqual([...found].sort(), clients.map(({ address }) => address).sort());
  await visit.filter("name=app-3");
  await visit.tick(0);
  await visit.filter("name=app-500");
  await visit.tick(0);
  await visit.filter("name=app-999");
  await visit.tick(0);
  await visit.says("3 selected");
  await visit.killTicked.click();
  await visit.dialog.locator(".blast").waitFor();
  await visit.agree();
  assert.equal((await visit.outcome()).headline, "3 gone.");
  const chosen = [3, 500, 999].map((index) => clients[index]);
  await stack.redis.allCut(chosen);
  assert.deepEqual(clients.filter(({ cut }) => cut).map(({ address }) => address), chosen.map(({ address }) => address));
  await visit.tray.getByRole("button", { name: "Dismiss 3 that are gone" }).waitFor();
  visit.assertClean();
  await visit.close();
});

test("a scan that another job keeps waiting says so, and ends with the list and the time of its scan", async () => {
  await weather(stack, { operation: "dcs.scan", kind: "error", status: 400, code: "DCS.4957", message: "not allowed in the current state", count: 1 });
  const visit = await openSessions(stack, CLIENTS, { listed: false });
  await visit.reading.getByText("another job runs on the instance").waitFor();
  await visit.listed();
  await visit.page.getByText(/Updated .* · scan of \d{4}-\d\d-\d\dT/).waitFor();
  assertOnlyFailedCalls(visit);
  await visit.close();
});

// The last one: all tokens of the sandbox end in it.
test("an expired token leaves the old list with a warning, and with a new one it is read again by itself", async () => {
  const visit = await openSessions(stack, OPERATIONS);
  const { all } = await visit.count();
  await visit.tick(0);
  await weather(stack, { operation: "dds.list", kind: "expire_tokens", count: 1 });
  await visit.refreshButton.click();
  const notice = visit.page.locator(".sessions .notice").filter({ hasText: "The list could not be read." });
  await notice.getByText("What is shown below is the list before").waitFor();
  assert.match(await notice.innerText(), /The token has expired[\s\S]*Sign in again or paste another token/);
  assert.equal((await visit.count()).all, all);
  await visit.says("1 selected");
  await notice.getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByLabel("IAM token").fill(await freshToken(stack));
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  await notice.waitFor({ state: "detached" });
  await visit.listed();
  await visit.says("1 selected");
  assertOnlyFailedCalls(visit);
  await visit.close();
});
