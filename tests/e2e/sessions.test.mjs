// The sessions of a node: looked at, filtered, ordered, ticked, looked into, ended.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { config } from "./support/faults.mjs";
import { ledgerOf, linkTo, openSessions, serveRows, threads } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

const THREADS = "orders-db / primary";
const OPERATIONS = "orders-mongo / mongos-1";
const CLIENTS = "checkout-cache / node-1";

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "150"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** Opens threads of the test's own making. */
const openThreads = (rows, options = {}) => openSessions(stack, THREADS, {
  before: (page) => serveRows(page, "taurusdb", () => rows), ...options,
});

async function done(visit) {
  visit.assertClean();
  await visit.close();
}

for (const [name, read, key, handle] of [
  [THREADS, (node) => cloud.threads(node), "id", "id"],
  [OPERATIONS, (node) => cloud.sessions(node), "id", "id"],
  [CLIENTS, (node) => cloud.clients(node), "peer", "peer"],
]) {
  test(`the sessions of ${name} are listed, the oldest first, with the ids that the cloud gave`, async () => {
    const visit = await openSessions(stack, name);
    const known = new Set((await read(visit.node)).map((row) => row[handle]));
    const { all } = await visit.count();
    assert.ok(Math.abs(all - known.size) <= 20, `${all} of ${known.size}`);
    const shown = (await visit.column(key)).slice(0, 8);
    assert.deepEqual(shown.filter((id) => !known.has(id)), []);
    const age = { taurusdb: "Time", dds: "Running", dcs: "Age" }[visit.node.service];
    assert.equal(await visit.header(age).getAttribute("aria-sort"), "descending");
    assert.equal(await visit.grid.getAttribute("aria-rowcount"), String(all + 1));
    await done(visit);
  });
}

test("a filter shows the rows that fit, says how many, and is in the address", async () => {
  const visit = await openThreads(threads(60));
  await visit.filter("user:report command=Query time>=800 !host:10.0.2.9");
  // Of 0, 6, 12, … those of the hosts 0 to 3 but 2.
  const fits = threads(60).filter(({ user, command, host }) => user === "report" && command === "Query" && !host.startsWith("10.0.2."));
  await visit.counts(fits.length, 60);
  assert.deepEqual(await visit.column("id"), fits.map(({ id }) => String(id)));
  assert.equal(visit.address().query.q, "user:report command=Query time>=800 !host:10.0.2.9");
  await visit.filter("SELECT info:\"select 10\"");
  await visit.counts(1, 60);
  await visit.filter("db=\"\"");
  await visit.counts(30, 60);
  await visit.filter("");
  await visit.counts(60, 60);
  assert.equal("q" in visit.address().query, false);
  assert.equal(visit.lists().length, 1, "a filter reads nothing");
  await done(visit);
});

test("a filter that is wrong says what and where, and leaves the rows of the one before", async () => {
  const visit = await openThreads(threads(30));
  await visit.filter("user:report");
  await visit.counts(10, 30);
  for (const [text, says] of [
    ["user:report colour:red", /No column is called colour.*at character 13/],
    ["time>9x", /9x has no unit of time.*at character 6/],
    ["time>abc", /abc is not a number.*at character 6/],
    ["user>report", /only numbers are greater or less.*at character 1/],
    ["is:old", /knows active, killable, protected, selected and gone, not old.*at character 4/],
    ["info:\"open", /quote is not closed: "open.*at character 6/],
    ["user:", /user: has nothing behind its sign/],
  ]) {
    await visit.filter(text);
    await visit.fault.getByText(says).waitFor();
    assert.equal(await visit.filterBox.getAttribute("aria-invalid"), "true");
    assert.equal(await visit.filterBox.getAttribute("aria-describedby"), await visit.fault.getAttribute("id"));
    await visit.counts(10, 30);
  }
  await visit.filter("user:app_rw");
  await visit.counts(20, 30);
  assert.equal(await visit.fault.textContent(), "");
  assert.equal(await visit.filterBox.getAttribute("aria-invalid"), "false");
  await done(visit);
});

test("chips and bars put their word into the filter and take it out again", async () => {
  const visit = await openThreads(threads(40));
  await visit.filter("host:10.0");
  const active = visit.chip("Active only");
  await active.click();
  assert.equal(await visit.filterBox.inputValue(), "host:10.0 is:active");
  assert.equal(await active.getAttribute("aria-pressed"), "true");
  await visit.counts(20, 40);
  const report = visit.bar("report");
  // The words beside a bar say what it shows: of 20 rows at work 7 are of this user.
  assert.match(await report.innerText(), /report\s+7\s+35 %/);
  await report.click();
  assert.equal(await visit.filterBox.inputValue(), "host:10.0 is:active user=report");
  await visit.counts(7, 40);
  assert.equal(await visit.bar("report").getAttribute("aria-pressed"), "true");
  await active.click();
  await visit.bar("report").click();
  assert.equal(await visit.filterBox.inputValue(), "host:10.0");
  await visit.counts(40, 40);
  await visit.bar("(none)").click();
  assert.equal(await visit.filterBox.inputValue(), "host:10.0 db=\"\"");
  await visit.counts(20, 40);
  await done(visit);
});

test("a header orders by its column, another press turns the order, and the address keeps it", async () => {
  const visit = await openThreads(threads(25, (index) => ({ user: `u${(index * 7) % 25}`, time: (index * 11) % 25 })));
  const sorted = (key) => visit.header(key).getAttribute("aria-sort");
  assert.deepEqual((await visit.rows()).slice(0, 3).map(({ cells }) => cells.time), ["24 s", "23 s", "22 s"]);
  await visit.sortBy("User");
  assert.deepEqual([await sorted("User"), await sorted("Time")], ["ascending", null]);
  assert.equal(visit.address().query.sort, "user");
  assert.deepEqual((await visit.column("user")).slice(0, 3), ["u0", "u1", "u10"]);
  await visit.sortBy("User");
  assert.equal(await sorted("User"), "descending");
  assert.equal(visit.address().query.sort, "-user");
  assert.deepEqual((await visit.column("user")).slice(0, 3), ["u9", "u8", "u7"]);
  await visit.sortBy("Id");
  assert.deepEqual((await visit.column("id")).slice(0, 2), ["1000", "1001"]);
  await visit.sortBy("Time");
  assert.equal(await sorted("Time"), "descending");
  assert.equal("sort" in visit.address().query, false, "the usual order needs no word");
  await done(visit);
});

test("columns are chosen, and the last one stays", async () => {
  const visit = await openSessions(stack, CLIENTS);
  assert.equal(await visit.header("Query buffer").count(), 0);
  await visit.page.getByText("Columns", { exact: true }).click();
  await visit.page.getByLabel("Query buffer").check();
  await visit.page.getByLabel("Idle").uncheck();
  await visit.header("Query buffer").waitFor();
  assert.equal(await visit.header("Idle").count(), 0);
  const [first] = await visit.rows();
  assert.match(first.cells.qbuf, /^\d+$/);
  assert.equal("idle" in first.cells, false);
  const boxes = visit.page.locator(".menu-list input");
  for (const box of await boxes.all()) {
    if (await box.isChecked() && await box.isEnabled()) await box.uncheck();
  }
  const last = visit.page.locator(".menu-list input:checked");
  assert.equal(await last.count(), 1);
  assert.equal(await last.isDisabled(), true);
  assert.equal(Object.keys((await visit.rows())[0].cells).length, 1);
  await done(visit);
});

test("rows are ticked by click, Space and ranges, and the bar counts them and those that the filter hides", async () => {
  const visit = await openThreads(threads(40));
  await visit.tick(2);
  await visit.tick(4);
  await visit.says("2 selected");
  await visit.row(6).locator(".col-user").click({ modifiers: ["Shift"] });
  await visit.says("4 selected");
  assert.deepEqual(await visit.ticks(), [2, 4, 5, 6]);
  await visit.tick(4);
  await visit.says("3 selected");
  const { keyboard } = visit.page;
  await keyboard.press("Home");
  await keyboard.press("Space");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await keyboard.press("Shift+Space");
  assert.deepEqual(await visit.ticks(), [0, 1, 2, 5, 6]);
  await keyboard.press("Shift+ArrowDown");
  assert.deepEqual(await visit.ticks(), [0, 1, 2, 3, 5, 6]);
  await visit.says("6 selected");
  // 0, 3 and 6 are of report; 1, 2 and 5 are not.
  await visit.filter("user:report");
  await visit.tray.getByText("3 hidden by the filter").waitFor();
  await visit.tray.getByRole("button", { name: "Show selected" }).click();
  assert.equal(await visit.filterBox.inputValue(), "is:selected");
  await visit.counts(6, 40);
  await visit.filter("user:report");
  await visit.tray.getByRole("button", { name: "Deselect hidden" }).click();
  await visit.says("3 selected");
  assert.equal(await visit.tray.getByText(/hidden/).count(), 0);
  await visit.tray.getByRole("button", { name: "Clear" }).click();
  await visit.tray.waitFor({ state: "detached" });
  await done(visit);
});

test("the header ticks what is in sight, then all that match are offered, and then all ticks go", async () => {
  const visit = await openThreads(threads(90));
  await visit.filter("user:app_rw");
  await visit.counts(60, 90);
  await visit.tickAll.click();
  const inSight = (await visit.ticks()).length;
  assert.ok(inSight >= 5 && inSight < 30, `${inSight} in sight`);
  await visit.says(`${inSight} selected`);
  assert.equal(await visit.tickAll.getAttribute("aria-checked"), "mixed");
  await visit.tray.getByRole("button", { name: "Select all 60 that match" }).click();
  await visit.says("60 selected");
  await visit.tray.getByText("All 60 sessions that match are selected.").waitFor();
  assert.equal(await visit.tickAll.getAttribute("aria-checked"), "true");
  await visit.tickAll.click();
  await visit.tray.waitFor({ state: "detached" });
  await done(visit);
});

test("a session that cannot be ended says why, and no way of ticking ticks it", async () => {
  const visit = await openSessions(stack, OPERATIONS);
  await visit.filter("is:active");
  const { shown: active, all } = await visit.count();
  await visit.filter("active:false");
  await visit.counts(all - active, all);
  const [first] = await visit.rows();
  assert.deepEqual([first.barred, first.cells.why], [true, "inactive"]);
  await visit.tick(0, { force: true });
  await visit.grid.press("Space");
  assert.equal(await visit.tickAll.isDisabled(), true);
  await visit.grid.press("Control+a");
  assert.deepEqual(await visit.ticks(), []);
  assert.equal(await visit.tray.count(), 0);
  await visit.row(0).locator(".col-client").click({ force: true });
  await visit.drawer.getByText("DDS ends active sessions only").waitFor();
  await visit.filter("");
  await visit.grid.press("Control+a");
  await visit.says(`${active} selected`);
  await done(visit);
});

test("sessions that the configuration protects are shown with the reason and cannot be ticked", async () => {
  const file = await (await fetch(`${stack.sandbox.url}/config.json`)).json();
  for (const environment of file.environments) environment.protected = ["user=backup_user", "ns:never.*"];
  const rows = threads(12, (index) => (index < 2 ? { user: "backup_user" } : {}));
  const visit = await openSessions(stack, THREADS, {
    before: async (page) => {
      await config(page, JSON.stringify(file));
      await serveRows(page, "taurusdb", () => rows);
    },
  });
  assert.deepEqual((await visit.rows()).slice(0, 3).map(({ barred, cells }) => [barred, cells.why]), [
    [true, "protected"], [true, "protected"], [false, ""],
  ]);
  await visit.grid.press("Control+a");
  await visit.says("10 selected");
  await visit.chip("Not protected").click();
  await visit.counts(10, 12);
  await done(visit);
});

test("the details show every field as it came, follow the cursor, and copy the whole text", async () => {
  const long = `SELECT ${"x, ".repeat(400)}'end' FROM t`;
  const visit = await openThreads(threads(12, (index) => (index === 1 ? { info: long, id: "9007199254740993" } : {})), {
    context: { permissions: ["clipboard-read", "clipboard-write"], viewport: { width: 1400, height: 1000 } },
  });
  await visit.grid.focus();
  await visit.page.keyboard.press("Enter");
  await visit.drawer.waitFor();
  assert.match(await visit.drawer.innerText(), /Named in a kill by\s+1000[\s\S]*10\.0\.0\.9:5000[\s\S]*1000 s = 16 min 40 s/);
  assert.match(await visit.row(1).locator(".col-info").textContent(), /…$/);
  await visit.page.keyboard.press("ArrowDown");
  await visit.drawer.getByText("9007199254740993").first().waitFor();
  const statement = visit.drawer.getByRole("group", { name: "Statement" });
  assert.equal(await statement.textContent(), long);
  await visit.drawer.locator("dd", { has: visit.page.locator("pre") }).getByRole("button", { name: "Copy" }).click();
  await visit.drawer.getByText("Copied").waitFor();
  assert.equal(await visit.page.evaluate(() => navigator.clipboard.readText()), long);
  await visit.page.keyboard.press("Escape");
  await visit.drawer.waitFor({ state: "detached" });
  assert.equal(await visit.focused(), "div sessions-table");
  await done(visit);
});

test("/ goes to the filter, r reads again, and neither is taken from what is being typed", async () => {
  const visit = await openThreads(threads(12));
  await visit.grid.focus();
  await visit.page.keyboard.press("/");
  assert.equal(await visit.focused(), "input filter");
  await visit.page.keyboard.type("r/k");
  assert.equal(await visit.filterBox.inputValue(), "r/k");
  assert.equal(visit.lists().length, 1);
  await visit.filter("");
  await visit.grid.focus();
  await visit.page.keyboard.press("r");
  await until("another reading", () => visit.lists().length === 2);
  await visit.listed();
  await done(visit);
});

test("k asks about what is ticked and sends nothing", async () => {
  const visit = await openThreads(threads(12));
  await visit.grid.focus();
  await visit.page.keyboard.press("k");
  await visit.tick(0);
  await visit.tick(2);
  await visit.page.keyboard.press("k");
  await visit.dialog.locator(".blast").waitFor();
  const asked = visit.lists().length;
  assert.match(await visit.dialog.innerText(), /Kill 2 threads\?/);
  assert.equal(await visit.focused(), "button Cancel");
  // No key of the list acts behind the question.
  await visit.page.keyboard.press("r");
  await visit.page.keyboard.press("k");
  await visit.page.keyboard.press("Escape");
  await visit.dialog.waitFor({ state: "detached" });
  assert.deepEqual(visit.kills(), []);
  assert.deepEqual([asked, visit.lists().length], [2, 2], "the question read the list once more, and no key did");
  await visit.says("2 selected");
  await done(visit);
});

for (const [name, key, field] of [[THREADS, "id", "processes"], [OPERATIONS, "id", "sessions"], [CLIENTS, "peer", "client_addrs"]]) {
  test(`three sessions of ${name} are ended from the list by one request, and the list is read again`, async () => {
    const visit = await openSessions(stack, name);
    await visit.filter("user:report is:killable");
    const wanted = (await visit.column(key)).slice(0, 3);
    const { all } = await visit.count();
    for (const place of [0, 1, 2]) await visit.tick(place);
    const before = (await ledgerOf(stack)).length;
    const reads = visit.lists().length;
    await visit.tray.getByRole("button", { name: "Kill 3…" }).click();
    await visit.dialog.locator(".blast").waitFor();
    assert.equal(visit.kills().length, 0);
    await visit.agree();
    await visit.isOver();
    assert.equal((await visit.outcome()).headline, "3 gone.");
    const arrivals = (await ledgerOf(stack)).slice(before).filter(({ operation }) => operation.endsWith(".kill"));
    assert.equal(arrivals.length, 1);
    assert.equal(arrivals[0].applied, 1);
    assert.deepEqual(arrivals[0].handles.map(({ handle, fate }) => [String(handle), fate]).sort(), wanted.map((id) => [id, "ended"]).sort());
    const [sent, ...more] = visit.kills();
    assert.deepEqual(more, []);
    assert.deepEqual(JSON.parse(sent.body)[field].map(String).sort(), [...wanted].sort());
    // What was ended is not in the list any more: it stays as rows that are gone.
    await visit.tray.getByRole("button", { name: "Dismiss 3 that are gone" }).waitFor();
    assert.ok(visit.lists().length > reads);
    await visit.filter("is:gone");
    assert.deepEqual((await visit.column(key)).sort(), [...wanted].sort());
    assert.ok((await visit.rows()).every(({ gone, barred, ticked }) => gone && barred && !ticked));
    await visit.tray.getByRole("button", { name: "Dismiss 3 that are gone" }).click();
    await visit.filter("");
    await visit.tray.waitFor({ state: "detached" });
    assert.ok((await visit.count()).all <= all + 20);
    await done(visit);
  });
}

test("a link restores node, filter and order, and nothing can be ended until its node is confirmed", async () => {
  const visit = await openThreads(threads(30), { link: "?q=user%3Areport%20time%3E60&sort=-id" });
  await visit.counts(10, 30);
  assert.equal(await visit.filterBox.inputValue(), "user:report time>60");
  assert.equal(await visit.header("Id").getAttribute("aria-sort"), "descending");
  assert.deepEqual((await visit.column("id")).slice(0, 2), ["1027", "1024"]);
  await visit.tick(0);
  await visit.tray.getByText("Locked: the node came with a link.").waitFor();
  assert.equal(await visit.killTicked.isDisabled(), true);
  await visit.page.keyboard.press("k");
  assert.equal(await visit.dialog.count(), 0);
  await visit.page.getByRole("button", { name: "It is the one I mean" }).click();
  await visit.page.keyboard.press("k");
  await visit.dialog.waitFor();
  await visit.cancelButton.click();
  assert.deepEqual(visit.kills(), []);
  await done(visit);
});

test("the address of a list says where, what and how, and no secret is in it", async () => {
  const visit = await openThreads(threads(12));
  await visit.filter("user:app_rw \"a b\"");
  await visit.sortBy("Host");
  const { path, query } = visit.address();
  assert.equal(`/#${path}`, linkTo(stack, THREADS));
  assert.deepEqual(query, { env: "sandbox", q: "user:app_rw \"a b\"", sort: "host" });
  assert.ok(!visit.page.url().includes(stack.sandbox.ready.token));
  // It is a link to the same view.
  const again = await openThreads(threads(12), { path: visit.page.url().slice(stack.url.length), link: "" });
  assert.equal(await again.filterBox.inputValue(), "user:app_rw \"a b\"");
  assert.equal(await again.header("Host").getAttribute("aria-sort"), "ascending");
  await done(again);
  await done(visit);
});
