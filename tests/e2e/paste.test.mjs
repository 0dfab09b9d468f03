// A list that somebody copied: recognised while it is looked at, shown like one that was read, and never taken for one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { TOP } from "./support/paths.mjs";
import { startStack } from "./support/stack.mjs";

const AXE = readFileSync(join(TOP, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const CAPTURES = join(TOP, "crates/core/tests/captures");
const capture = (name) => readFileSync(join(CAPTURES, name), "utf8");
const THREADS = "orders-db / primary";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "40"] } }); });
after(() => stack?.stop());

/** The console at a service, and what a hand does with the dialog. */
async function open(service, options = {}) {
  const visit = await openConsole(stack, { path: `/#/${service}`, ready: false, ...options });
  const { page } = visit;
  await page.locator("main .sessions").waitFor();
  const dialog = page.locator("dialog.capture");
  const steps = {
    dialog,
    field: dialog.locator("textarea"),
    line: dialog.locator(".capture-line"),
    show: dialog.locator("button[type=submit]"),
    banner: page.locator(".sessions > .notice"),
    back: page.getByRole("button", { name: "Back to the cloud's list" }),
    count: page.locator(".counted"),
    lists: () => visit.calls().filter(({ method, path }) => method === "GET" && /\/(sessions|clients|processes)$/.test(path)),
    async openDialog() {
      await page.getByRole("button", { name: "Paste a list" }).click();
      await dialog.waitFor();
    },
    /** All at once, as the clipboard does it: keys would be one event for each line. */
    put: (text) => steps.field.evaluate((field, value) => {
      field.value = value;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, text),
    async recognised(text) {
      await steps.openDialog();
      await steps.put(text);
      return steps.line.innerText();
    },
    async shown(text) {
      await steps.recognised(text);
      await steps.show.click();
      await page.locator(".grid .row").first().waitFor();
    },
    column: (key) => page.locator(`.grid .row:visible .col-${key}`).allInnerTexts(),
  };
  return { ...visit, ...steps };
}

async function done(visit) {
  visit.assertClean();
  await visit.close();
}

async function assertAccessible({ page }, state) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { preload: false, runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  }, RULES);
  assert.deepEqual(found, [], state);
}

for (const [service, name, said] of [
  ["taurusdb", "mysql-boxed.txt", "SHOW PROCESSLIST · 10 sessions"],
  ["taurusdb", "mysql-vertical.txt", "SHOW PROCESSLIST, \\G · 9 sessions · 2 lines skipped"],
  ["taurusdb", "mysql-batch.txt", "SHOW PROCESSLIST, tabs · 10 sessions"],
  ["taurusdb", "workbench.csv", "CSV · 3 sessions"],
  ["taurusdb", "api-taurusdb.json", "Answer of a list call · 2 sessions"],
  ["dcs", "redis-client-list.txt", "CLIENT LIST · 8 sessions"],
  ["dcs", "redis-client-list-quoted.txt", "CLIENT LIST · 8 sessions"],
  ["dcs", "console-dcs.csv", "CSV · 3 sessions"],
  ["dds", "mongosh-current-op.txt", "db.currentOp() · 9 sessions · 25 lines skipped"],
  ["dds", "mongo-ejson.json", "db.currentOp() · 9 sessions"],
  ["dds", "console-dds.csv", "CSV · 3 sessions"],
]) {
  test(`${name} is recognised and its sessions are shown without a token`, async () => {
    const visit = await open(service);
    assert.equal(await visit.recognised(capture(name)), said);
    const [, rows] = said.match(/(\d+) session/);
    assert.equal(await visit.show.innerText(), rows === "1" ? "Show this 1" : `Show these ${rows}`);
    await visit.show.click();
    assert.match(await visit.count.innerText(), new RegExp(`^${rows} sessions?$`));
    assert.equal(await visit.page.locator(".grid").getAttribute("aria-rowcount"), String(Number(rows) + 1));
    assert.equal(await visit.focused(), "div sessions-table");
    assert.deepEqual(visit.calls(), [], "nothing left the page");
    await done(visit);
  });
}

test("another language leaves a pasted list, its filter and its ticks as they are", async () => {
  const visit = await open("taurusdb");
  await visit.signIn();
  await visit.choose(THREADS);
  await visit.page.waitForFunction(() => document.querySelector(".list-line") && !document.querySelector(".sessions > .reading"));
  await visit.shown(capture("mysql-boxed.txt"));
  await visit.page.locator("#filter").fill("command=Query");
  await visit.page.locator("#sessions-table").press("Control+a");
  const ticked = await visit.page.locator(".grid .row[aria-selected=true]").count();
  assert.ok(ticked > 0);
  const [users, lists] = [await visit.column("user"), visit.lists().length];
  const language = visit.page.getByLabel("Language");
  await language.focus();
  await language.selectOption("zh-CN");
  await visit.page.getByRole("button", { name: "粘贴列表" }).waitFor();
  assert.match(await visit.banner.innerText(), /粘贴/);
  assert.deepEqual(await visit.column("user"), users);
  assert.equal(await visit.page.locator("#filter").inputValue(), "command=Query");
  assert.equal(await visit.page.locator(".grid .row[aria-selected=true]").count(), ticked);
  assert.match(await visit.focused(), /^select/, "the focus stays where the language was chosen");
  assert.equal(visit.lists().length, lists, "nothing reads over it");
  await done(visit);
});

test("a pasted list says that it is one, and nothing claims that it is fresh or reads over it", async () => {
  const visit = await open("taurusdb");
  await visit.shown(capture("mysql-boxed.txt"));
  assert.match(await visit.banner.innerText(), /^Pasted at \d\d:\d\d:\d\d, not read from the cloud: whether these sessions still are there is not known\./);
  assert.equal(await visit.page.getByText(/Updated/).count(), 0);
  assert.equal(await visit.page.locator(".list-line select").count(), 0, "nothing refreshes by itself");
  await visit.signIn();
  await visit.choose(THREADS);
  await visit.page.locator("#sessions-table").press("r");
  await visit.page.waitForTimeout(300);
  assert.deepEqual(visit.lists(), []);
  assert.match(await visit.count.innerText(), /^10 sessions$/);
  await visit.back.click();
  await visit.page.getByText(/Updated/).waitFor();
  assert.equal(visit.lists().length, 1);
  assert.equal(await visit.banner.count(), 0);
  await done(visit);
});

test("a pasted list goes when another node is looked at than the one it was taken for", async () => {
  const visit = await open("taurusdb");
  await visit.signIn();
  await visit.shown("11\n12\n");
  await visit.choose(THREADS);
  assert.deepEqual(await visit.column("id"), ["11", "12"]);
  const node = visit.page.locator("#node");
  await node.fill(`${"0".repeat(32)}no07`);
  await node.blur();
  await visit.banner.filter({ hasText: "Pasted" }).waitFor({ state: "detached" });
  assert.ok(visit.lists().length >= 1, "the other node's list is read");
  await visit.close();
});

test("a list is pasted over one that was read, and takes neither its ticks nor its rows", async () => {
  const visit = await open("taurusdb");
  await visit.signIn();
  await visit.choose(THREADS);
  await visit.page.locator(".grid .row").first().waitFor();
  await visit.page.locator(".grid .row .tick").first().click();
  await visit.shown("11\n12\n");
  assert.deepEqual(await visit.column("id"), ["11", "12"]);
  assert.equal(await visit.page.locator(".tray").count(), 0, "nothing is selected and nothing is gone");
  await visit.page.locator(".grid .row .tick").first().click();
  await visit.page.getByRole("button", { name: "Preview request" }).click();
  const preview = await visit.page.getByRole("region", { name: "Request", exact: true }).innerText();
  assert.match(preview, /"processes":\s*\[\s*11\s*\]/);
  await done(visit);
});

test("a pasted session is ended after the sign-in and the choice of a node, and not before", async () => {
  const visit = await open("taurusdb");
  const node = stack.sandbox.ready.nodes.find(({ name }) => name === THREADS);
  const [id] = node.sample_ids;
  await visit.shown(`${id}\n999999999\n`);
  const tray = visit.page.locator(".tray");
  await visit.page.locator(".grid .row .tick").first().click();
  await tray.getByText("Sign in first.").waitFor();
  await visit.signIn();
  await tray.getByText("Choose the project, the instance and the node they run on.").waitFor();
  assert.ok(await tray.locator("button.kill").isDisabled());
  await visit.choose(THREADS);
  await tray.locator("button.kill:enabled").click();
  await visit.dialog.waitFor({ state: "detached" });
  assert.deepEqual(visit.kills(), []);
  await visit.page.locator("dialog.confirm button.kill:enabled").click();
  const { mark, headline } = await visit.outcome();
  assert.deepEqual([mark, headline], ["gone", "1 gone."]);
  assert.deepEqual(visit.kills().map(({ body }) => body), [`{"processes":[${id}]}`]);
  assert.equal(await visit.page.locator(".grid .row").count(), 2, "not even a kill reads over the pasted list");
  await done(visit);
});

test("a list of another service is named in one sentence, and its link reads the same text there", async () => {
  const visit = await open("taurusdb");
  assert.equal(await visit.recognised(capture("redis-client-list.txt")), "");
  const said = await visit.dialog.getByRole("alert").innerText();
  assert.equal(said, "This is a list of another service (CLIENT LIST): sessions of DCS (Redis), not of TaurusDB (MySQL). None of it was taken. Go to DCS");
  assert.ok(await visit.show.isDisabled());
  await visit.dialog.getByRole("link", { name: "Go to DCS" }).click();
  await visit.line.getByText("CLIENT LIST · 8 sessions").waitFor();
  assert.equal(await visit.focused(), "textarea capture");
  await visit.show.click();
  await visit.page.getByText("8 sessions", { exact: true }).waitFor();
  await done(visit);
});

test("rows that cannot be ended say why, in the dialog and in the table", async () => {
  const visit = await open("dcs");
  await visit.recognised(capture("redis-client-list.txt"));
  await visit.dialog.getByText("3 sessions cannot be ended").click();
  const said = await visit.dialog.getByRole("listitem").allInnerTexts();
  assert.deepEqual(said.map((text) => text.replace(/^\S+ /, "")), ["Unix socket", "Unix socket", "replication"]);
  await visit.show.click();
  await visit.page.locator(".grid .row").first().waitFor();
  assert.equal(await visit.page.locator(".grid .row[aria-disabled=true]").count(), 3);
  await done(visit);
});

test("every skipped line is named with its number, its text and the reason; the first 50, and all in the copy", async () => {
  const visit = await open("dcs", { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  const words = Array.from({ length: 70 }, (_, index) => `10.0.0.${index}`);
  assert.equal(await visit.recognised(`10.0.0.1:5000\n10.0.0.1:5000\n${words.join("\n")}\n`), "Addresses · 1 session · 1 repeat folded · 70 lines skipped");
  await visit.dialog.getByText("70 lines skipped", { exact: true }).click();
  const said = await visit.dialog.getByRole("listitem").allInnerTexts();
  assert.equal(said.length, 50);
  assert.equal(said[0], "Line 3: 10.0.0.0 has no port; write ip:port");
  await visit.dialog.getByText("and 20 more.").waitFor();
  await visit.dialog.getByRole("button", { name: "Copy all" }).click();
  await visit.dialog.getByText("Copied").waitFor();
  const copied = (await visit.page.evaluate(() => navigator.clipboard.readText())).trim().split("\n");
  assert.equal(copied.length, 70);
  assert.equal(copied.at(-1), "72\t10.0.0.69\thas no port; write ip:port");
  await done(visit);
});

test("hostile text stays text in the account and in the table, and is stored nowhere", async () => {
  const visit = await open("taurusdb");
  const evil = "<img src=x onerror=alert(1)>\u202e\u0007 marker";
  await visit.recognised(`${capture("mysql-boxed.txt")}\n${evil}\n`);
  await visit.dialog.getByText("1 line skipped", { exact: true }).click();
  const [said] = await visit.dialog.getByRole("listitem").allInnerTexts();
  assert.match(said, /<img src=x onerror=alert\(1\)>U\+202E.* marker is no part of the list$/);
  await visit.show.click();
  await visit.page.locator(".grid .row").first().waitFor();
  const statements = await visit.column("info");
  assert.ok(statements.some((text) => text.includes("<script>alert(1)</script>") && text.includes("⟨U+202E⟩")));
  assert.equal(await visit.page.locator("main img, main script, dialog img").count(), 0);
  const kept = await visit.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  assert.doesNotMatch(kept, /marker|SLEEP/);
  await visit.openDialog();
  assert.equal(await visit.field.inputValue(), "", "the text went with the dialog");
  await done(visit);
});

test("a file of 100,000 lines is chosen or dropped, and is kept beside the field", async () => {
  const visit = await open("taurusdb");
  const text = Array.from({ length: 100_000 }, (_, index) => `${index + 1}`).join("\n");
  await visit.openDialog();
  await visit.dialog.locator("input[type=file]").setInputFiles({ name: "ids.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await visit.line.getByText("Ids · 100000 sessions").waitFor();
  assert.match(await visit.dialog.locator(".beside").innerText(), /^ids\.txt · \d+ KiB/);
  await visit.dialog.getByRole("button", { name: "Remove" }).click();
  assert.equal(await visit.show.innerText(), "Show the sessions");
  const transfer = await visit.page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], "dropped <b>.txt"));
    return data;
  }, text);
  await visit.dialog.dispatchEvent("drop", { dataTransfer: transfer });
  await visit.dialog.getByText("dropped <b>.txt").waitFor();
  await visit.line.getByText("Ids · 100000 sessions").waitFor();
  await visit.show.click();
  await visit.page.getByText("100000 sessions", { exact: true }).waitFor();
  await done(visit);
});

test("a text of 100,000 lines in the field is read when the typing rests", async () => {
  const visit = await open("taurusdb");
  await visit.openDialog();
  const text = Array.from({ length: 100_000 }, (_, index) => `${index + 1}`).join("\n");
  // Two keys one after the other: at neither anything has been read yet.
  const early = await visit.page.evaluate(async (content) => {
    const field = document.querySelector("dialog textarea");
    const said = [];
    for (const value of [content, `${content}\n100001`]) {
      field.value = value;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      said.push(document.querySelector(".capture-line").textContent);
    }
    return said;
  }, text);
  assert.deepEqual(early, ["Reading it…", "Reading it…"]);
  await visit.line.getByText("Ids · 100001 sessions").waitFor();
  await done(visit);
});

test("a clipboard that would choke the field is kept beside it, and the focus stays in the dialog", async () => {
  const visit = await open("taurusdb");
  await visit.openDialog();
  const taken = await visit.field.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", Array.from({ length: 160_000 }, (_, index) => `${index + 1}`).join("\n"));
    return !field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  assert.ok(taken, "the field does not get it");
  await visit.line.getByText("Ids · 160000 sessions").waitFor();
  assert.match(await visit.dialog.locator(".beside").innerText(), /^Pasted text · \d+ KiB/);
  assert.match(await visit.focused(), /^div capture/);
  await done(visit);
});

test("a file that is too large is refused unread", async () => {
  const visit = await open("dds");
  await visit.openDialog();
  const transfer = await visit.page.evaluateHandle((size) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(size)], "huge.txt"));
    return data;
  }, (20 << 20) + 1);
  await visit.dialog.dispatchEvent("drop", { dataTransfer: transfer });
  await visit.dialog.getByText("That is more than 20 MiB.").waitFor();
  assert.ok(await visit.show.isDisabled());
  await visit.put("34631");
  assert.equal(await visit.line.innerText(), "Ids · 1 session");
  await done(visit);
});

test("the dialog is left with Escape, and the focus goes back to its button", async () => {
  const visit = await open("dds");
  const button = visit.page.getByRole("button", { name: "Paste a list" });
  await button.focus();
  await visit.page.keyboard.press("Enter");
  await visit.dialog.waitFor();
  assert.equal(await visit.focused(), "textarea capture");
  await visit.dialog.locator("input[type=file]").dispatchEvent("cancel");
  assert.ok(await visit.dialog.isVisible(), "who leaves the choice of a file stays here");
  await visit.page.keyboard.press("Escape");
  await visit.dialog.waitFor({ state: "detached" });
  assert.equal(await visit.focused(), "button Paste a list");
  await done(visit);
});

for (const colorScheme of ["light", "dark"]) {
  test(`the dialog in each of its states, and a pasted list, pass in ${colorScheme}`, async () => {
    const visit = await open("taurusdb", { context: { colorScheme, reducedMotion: "reduce" } });
    await visit.openDialog();
    await assertAccessible(visit, "empty");
    await visit.put(`${capture("mysql-boxed.txt")}\nodd <b>line\n`);
    for (const part of await visit.dialog.locator("summary").all()) await part.click();
    await assertAccessible(visit, "recognised");
    await visit.put(capture("redis-client-list.txt"));
    await assertAccessible(visit, "another service");
    await visit.dialog.locator("input[type=file]").setInputFiles({ name: "ids.txt", mimeType: "text/plain", buffer: Buffer.from("11\n12\n") });
    await visit.line.getByText("Ids · 2 sessions").waitFor();
    await assertAccessible(visit, "a file");
    await visit.show.click();
    await visit.banner.waitFor();
    await assertAccessible(visit, "a pasted list");
    await done(visit);
  });
}
