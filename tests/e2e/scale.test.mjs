// A node with a hundred thousand sessions: listed, filtered, ordered, ticked and scrolled to its end.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openSessions } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const MANY = 100_000;
const CLIENTS = "checkout-cache / node-1";
const THREADS = "orders-db / primary";

let stack;
let cloud;
/** Listed once, for the tests that look at its clients; each leaves it with neither filter nor ticks. */
let visit;
before(async () => {
  // Life stands still in it: a list that takes a while is the same at its end.
  stack = await startStack({ sandbox: { args: ["--sessions", String(MANY), "--speed", "0"] } });
  cloud = cloudOf(stack.sandbox);
  visit = await openSessions(stack, CLIENTS);
});
after(() => stack?.stop());

/** Of all rows only those around the ones in sight have elements, and they follow each other without a gap. */
async function assertFewRows(visit) {
  const elements = await visit.page.locator(".grid .row").count();
  assert.ok(elements <= 60, `${elements} rows have elements`);
  const places = (await visit.rows()).map(({ place }) => place);
  assert.deepEqual(places, places.map((_, index) => places[0] + index));
  const covered = await visit.page.evaluate(() => {
    const grid = document.querySelector(".grid").getBoundingClientRect();
    const rows = [...document.querySelectorAll(".grid .row")].filter((row) => row.style.display !== "none");
    const boxes = rows.map((row) => row.getBoundingClientRect());
    return Math.min(...boxes.map(({ top }) => top)) <= grid.top + 40 && Math.max(...boxes.map(({ bottom }) => bottom)) >= grid.bottom - 40;
  });
  assert.ok(covered, "rows cover all that is in sight");
  return places;
}

/** The list has every session that the cloud has, and nothing is said to be missing. */
async function assertWhole(visit, all) {
  assert.ok(all > MANY * 0.99, `${all} sessions in the sandbox`);
  await visit.counts(all, all);
  assert.equal(await visit.state.count(), 0);
  assert.equal(await visit.page.locator(".list-line .remark").count(), 0);
  assert.equal(await visit.grid.getAttribute("aria-rowcount"), String(all + 1));
}

test("from the list to the question with the keyboard alone", async () => {
  const { keyboard } = visit.page;
  await visit.page.locator("body").focus();
  await keyboard.press("/");
  assert.equal(await visit.focused(), "input filter");
  await keyboard.type("user:report age>60");
  await visit.page.waitForFunction(() => / of /.test(document.querySelector(".counted").textContent));
  for (let stop = 0; await visit.focused() !== "div sessions-table"; stop += 1) {
    assert.ok(stop < 60, "Tab never reached the table");
    await keyboard.press("Tab");
  }
  await keyboard.press("ArrowDown");
  await keyboard.press("Space");
  await keyboard.press("ArrowDown");
  await keyboard.press("Shift+ArrowDown");
  await visit.says("3 selected");
  assert.deepEqual(await visit.ticks(), [1, 2, 3]);
  const wanted = (await visit.rows()).filter(({ ticked }) => ticked).map(({ cells }) => cells.peer);
  await keyboard.press("k");
  await visit.dialog.locator(".blast").waitFor({ timeout: 60_000 });
  assert.equal(await visit.focused(), "button Cancel");
  const asked = await visit.dialog.innerText();
  assert.match(asked, /Kill 3 clients\?/);
  assert.equal(await visit.dialog.locator(".left-out").count(), 0);
  for (const peer of wanted) assert.ok(asked.includes(peer), peer);
  await keyboard.press("Escape");
  await visit.dialog.waitFor({ state: "detached" });
  assert.deepEqual(visit.kills(), []);
  await visit.tray.getByRole("button", { name: "Clear" }).click();
  await visit.filter("");
  visit.assertClean();
});

test("100,000 clients are listed, filtered, ordered, ticked and scrolled to the last, with few rows in the document", async () => {
  const clients = await cloud.clients(visit.node);
  const all = clients.length;
  await assertWhole(visit, all);
  await assertFewRows(visit);

  await visit.grid.press("End");
  await visit.row(all - 1).waitFor();
  assert.equal((await assertFewRows(visit)).at(-1), all - 1);
  await visit.grid.evaluate((grid) => { grid.scrollTop = grid.scrollHeight / 2; });
  await visit.row(Math.round(all / 2)).waitFor();
  await assertFewRows(visit);
  await visit.grid.evaluate((grid) => { grid.scrollTop = 0; });
  await visit.row(0).waitFor();

  await visit.sortBy("Idle");
  await visit.page.waitForFunction(() => /sort=idle/.test(location.hash));
  await visit.sortBy("Idle");
  await visit.page.waitForFunction(() => /sort=-idle/.test(location.hash));
  assert.equal(await visit.header("Idle").getAttribute("aria-sort"), "descending");
  const [{ cells: { peer: first } }] = await visit.rows();
  const most = clients.reduce((known, { idle }) => Math.max(known, idle), 0);
  // The two scans were made at two times: of whole seconds one may be more than the other by then.
  assert.ok(clients.find(({ peer }) => peer === first).idle >= most - 1, first);

  await visit.filter("user:report");
  const shown = clients.filter(({ user }) => user.includes("report")).length;
  await visit.counts(shown, all);
  assert.deepEqual(new Set(await visit.column("user")), new Set(["report"]));
  await assertFewRows(visit);
  await visit.grid.press("Control+a");
  await visit.says(`${shown} selected`);
  await visit.filter("!user:report");
  await visit.counts(all - shown, all);
  await visit.tray.getByText(`${shown} hidden by the filter`).waitFor();
  await visit.filter("");
  await visit.counts(all, all);
  await visit.grid.press("Control+a");
  await visit.says(`${all} selected`);
  await visit.tray.getByRole("button", { name: "Clear" }).click();
  await visit.tray.waitFor({ state: "detached" });
  visit.assertClean();
});

test("100,000 threads in pages of 100 are listed as one list", async () => {
  const visit = await openSessions(stack, THREADS);
  const all = await cloud.countThreads(visit.node);
  await assertWhole(visit, all);
  assert.ok(visit.lists().length >= Math.ceil(all / 100));
  const offsets = visit.lists().map(({ url }) => Number(new URL(url).searchParams.get("offset")));
  assert.deepEqual(offsets.filter((offset, index) => offset !== index * 100), []);
  await visit.grid.press("End");
  await visit.row(all - 1).waitFor();
  await assertFewRows(visit);
  visit.assertClean();
  await visit.close();
});
