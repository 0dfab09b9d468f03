// The settings: a route that tests itself, a person's own settings under the portal's, and what the question says of the guard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { HOSTILE, SELF_TEST, isKill, isSelfTest } from "./support/kills.mjs";
import { openSessions, serveRows, threads } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

const KEPT = "quell.settings.1";

let stack;
let good;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "16", "--speed", "0"] } });
  good = await (await fetch(`${stack.sandbox.url}/config.json`)).json();
});
after(() => stack?.stop());

const part = (visit, name) => visit.page.getByRole("region", { name, exact: true });

/** The console on its settings. `kept` is the text that the browser has of them. */
async function openSettings({ kept, file, ...options } = {}) {
  const visit = await openConsole(stack, {
    path: "/#/?view=settings", ready: false, ...options,
    async before(page) {
      if (file) await config(page, JSON.stringify({ ...good, ...file }));
      if (kept) await page.addInitScript(([key, text]) => { if (!sessionStorage.seen) localStorage.setItem(key, text); sessionStorage.seen = "1"; }, [KEPT, kept]);
    },
  });
  await visit.page.locator(".settings").waitFor();
  const found = () => visit.page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEPT);
  return {
    ...visit,
    /** Waits until the browser keeps exactly this. */
    async keeps(expected) {
      await until("the settings to be kept", async () => isDeepStrictEqual(await found(), expected)).catch(() => {});
      assert.deepEqual(await found(), expected);
    },
  };
}

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

test("what is changed is kept in one document, counts at once and after a reload, in the header too", async () => {
  const visit = await openSettings();
  const { page } = visit;
  const root = (name) => page.evaluate((attribute) => document.documentElement.getAttribute(attribute), name);
  await page.locator("#set-theme").selectOption("dark");
  await page.locator("#set-keys").uncheck();
  await page.locator("#set-refresh").selectOption("30");
  await page.locator("#set-region").selectOption("local-1");
  await page.locator("html[data-theme=dark]").waitFor();
  assert.equal(await page.getByRole("banner").getByLabel("Theme").inputValue(), "dark");
  await page.getByRole("banner").getByLabel("Language").selectOption("zh-CN");
  await page.getByRole("heading", { name: "语言与外观" }).waitFor();
  assert.equal(await page.locator("#set-language").inputValue(), "zh-CN");
  const kept = { version: 1, language: "zh-CN", theme: "dark", shortcuts: false, refresh: 30, defaults: { region: "local-1" } };
  await visit.keeps(kept);
  await page.reload();
  await page.locator("#set-keys").waitFor();
  assert.deepEqual([await root("data-theme"), await root("lang"), await page.locator("#set-keys").isChecked()], ["dark", "zh-CN", false]);
  await visit.keeps(kept);
  visit.assertClean();
  await visit.close();
});

test("another tab takes over what is changed in one, and neither undoes the other's", async () => {
  const visit = await openSettings();
  const other = await visit.context.newPage();
  await other.goto(visit.page.url());
  await other.locator("#set-theme").selectOption("dark");
  await visit.page.locator("html[data-theme=dark]").waitFor();
  await visit.page.locator("#set-refresh").selectOption("10");
  await visit.keeps({ version: 1, theme: "dark", refresh: 10 });
  await visit.close();
});

test("with shortcuts off single letters do nothing, and lists are read again as often as was chosen", async () => {
  const visit = await openSessions(stack, "orders-db / primary", {
    init: [() => { if (!localStorage.length) localStorage.setItem("quell.settings.1", '{"version":1,"shortcuts":false,"refresh":60}'); }],
  });
  const { page } = visit;
  assert.equal(await page.locator(".list-line select").inputValue(), "60");
  assert.equal(await page.locator(".toolbar kbd:visible, .list-line kbd:visible").count(), 0);
  await page.locator("main").focus();
  await page.keyboard.press("/");
  assert.notEqual((await visit.focused()).split(" ")[1], "filter");
  await page.evaluate(() => localStorage.clear());
  await visit.close();
});

test("one's own protected sessions cannot be ticked, beside those of the environment", async () => {
  const file = structuredClone(good);
  for (const environment of file.environments) environment.protected = ["user=backup_user"];
  const rows = threads(6, (index) => ({ user: ["backup_user", "me", "app"][Math.floor(index / 2)] }));
  const visit = await openSessions(stack, "orders-db / primary", {
    init: [() => localStorage.setItem("quell.settings.1", '{"version":1,"protected":["user=me"]}')],
    before: async (page) => {
      await config(page, JSON.stringify(file));
      await serveRows(page, "taurusdb", () => rows);
    },
  });
  assert.deepEqual((await visit.rows()).map(({ barred }) => barred), [true, true, true, true, false, false]);
  await visit.grid.press("Control+a");
  await visit.says("2 selected");
  visit.assertClean();
  await visit.close();
});

test("a filter of one's own is refused with what is wrong, and comes and goes with an undo", async () => {
  const visit = await openSettings();
  const { page } = visit;
  const mine = part(visit, "Your protected sessions");
  const field = mine.getByLabel("A filter, such as user=backup_user");
  await mine.getByRole("button", { name: "Protect" }).click();
  await mine.getByText("Type a filter first").waitFor();
  await field.fill("nobody=1");
  await field.press("Enter");
  await mine.getByText("No service's sessions have columns for this. Look at nobody").waitFor();
  await visit.keeps(null);
  await field.fill("user=report");
  await field.press("Enter");
  await visit.keeps({ version: 1, protected: ["user=report"] });
  await mine.getByRole("button", { name: "Remove user=report" }).click();
  await visit.keeps({ version: 1 });
  await mine.getByRole("button", { name: "Undo" }).click();
  await visit.keeps({ version: 1, protected: ["user=report"] });
  await assertAccessible(visit, "protected");
  visit.assertClean();
  await visit.close();
});

test("what the portal locks is shown and cannot be changed, whatever the browser kept", async () => {
  const kept = JSON.stringify({ version: 1, theme: "dark", language: "zh-CN", shortcuts: false, refresh: 5, protected: ["user=me"], defaults: { service: "dcs" } });
  const visit = await openSettings({
    kept,
    file: {
      preferences: { theme: "light", language: "en", refresh: 10 }, locked: ["language", "theme", "shortcuts", "refresh", "defaults", "protected"],
      defaults: { ...good.defaults, service: "taurusdb" },
    },
  });
  const { page } = visit;
  await part(visit, "Language and look").waitFor();
  for (const id of ["language", "theme", "keys", "refresh", "environment", "cloud", "region", "project", "service"]) {
    assert.ok(await page.locator(`#set-${id}`).isDisabled(), id);
  }
  assert.ok(await page.locator("#protect").isDisabled());
  for (const name of ["Language", "Theme"]) assert.ok(await page.getByRole("banner").getByLabel(name).isDisabled(), name);
  assert.equal(await page.getByText("Set by your portal").count(), 10);
  const shown = await Promise.all(["theme", "refresh", "service"].map((id) => page.locator(`#set-${id}`).inputValue()));
  assert.deepEqual(shown, ["light", "10", "taurusdb"]);
  assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
  await assertAccessible(visit, "locked");
  // What was kept is still there, should the portal give it free.
  await visit.keeps(JSON.parse(kept));
  visit.assertClean();
  await visit.close();
});

test("settings that cannot be read are said on every screen, shown with their fault, and kept until they are reset", async () => {
  const kept = '{\n  "version": 1,\n  "theme": "<b>red</b>"\n}';
  const visit = await openSettings({ kept });
  const { page } = visit;
  const raw = () => page.evaluate((key) => localStorage.getItem(key), KEPT);
  const alert = page.locator(".notice", { hasText: "Your own settings cannot be read." });
  assert.match(await alert.innerText(), /theme \(line 3\): must be system, light or dark/);
  assert.equal(await alert.locator("pre.document").innerText(), kept);
  assert.equal(await alert.locator("b").count(), 1, "the text became markup");
  await page.locator("#set-theme").selectOption("dark");
  await page.locator("html[data-theme=dark]").waitFor();
  assert.equal(await raw(), kept, "the text was written over");
  await assertAccessible(visit, "broken");
  await page.getByRole("link", { name: "By hand" }).click();
  await page.getByText("none of them count").waitFor();
  await page.locator(".notice").getByRole("link", { name: "Settings" }).click();
  await alert.getByRole("button", { name: "Forget it and begin anew" }).click();
  await alert.waitFor({ state: "detached" });
  await visit.keeps({ version: 1, theme: "dark" });
  visit.assertClean();
  await visit.close();
});

test("settings are brought from a text or a file, refused with their fault, and taken back", async () => {
  const visit = await openSettings({ kept: '{"version":1,"theme":"light"}' });
  const { page } = visit;
  const mine = part(visit, "Take along and bring");
  assert.deepEqual(JSON.parse(await mine.locator("#own-settings").innerText()), { version: 1, theme: "light" });
  const bring = mine.getByLabel("Settings to bring");
  const take = mine.getByRole("button", { name: "Use these settings" });
  await bring.fill('{"version":1,\n"token":"abc"}');
  await take.click();
  await mine.getByText(/the file \(line 1\): has the unknown key "token"/).waitFor();
  await visit.keeps({ version: 1, theme: "light" });
  await assertAccessible(visit, "brought, at fault");
  await mine.locator("input[type=file]").setInputFiles({ name: "s.json", mimeType: "application/json", buffer: Buffer.from('{"version":1,"theme":"dark","protected":["user=a"]}') });
  await page.waitForFunction(() => document.getElementById("bring").value.includes("dark"));
  await take.click();
  await mine.getByText("These settings count now").waitFor();
  await visit.keeps({ version: 1, theme: "dark", protected: ["user=a"] });
  await mine.getByRole("button", { name: "Undo" }).click();
  await visit.keeps({ version: 1, theme: "light" });
  visit.assertClean();
  await visit.close();
});

for (const [what, context] of [["light", { colorScheme: "light" }], ["dark", { colorScheme: "dark" }], ["Chinese", { locale: "zh-CN" }]]) {
  test(`the settings pass in ${what} and fit a narrow screen, tested and untested`, async () => {
    const visit = await openSettings({ context: { reducedMotion: "reduce", viewport: { width: 360, height: 740 }, ...context } });
    await assertAccessible(visit, "settings");
    await assertFits(visit, "settings");
    await visit.page.locator(".route button").click();
    await visit.page.locator(".check.passed").nth(5).waitFor();
    await assertAccessible(visit, "a tested route");
    await assertFits(visit, "a tested route");
    visit.assertClean();
    await visit.close();
  });
}

test("the settings go by keyboard: from the navigation to a test of the route, and what was typed is kept with Enter", async () => {
  const visit = await openConsole(stack);
  const { page } = visit;
  await page.getByRole("link", { name: "Settings" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".settings").waitFor();
  assert.match(page.url(), /view=settings/);
  await page.getByRole("button", { name: "Test this route" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".check.passed").nth(5).waitFor();
  await page.locator("#protect").focus();
  await page.keyboard.type("user=me");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove user=me" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Not protected any more:").waitFor();
  assert.equal(await visit.focused(), "input protect");
  visit.assertClean();
  await visit.close();
});
