// The settings: a person's own under the portal's, and where the browser keeps them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { openSessions, serveRows, threads } from "./support/sessions.mjs";
import { KEPT, part, startSettings } from "./support/settings.mjs";
import { until } from "./support/wait.mjs";

let stack;
let good;
let openSettings;
before(async () => {
  ({ stack, good, openSettings } = await startSettings());
});
after(() => stack?.stop());

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

test("each environment is shown as the portal has set it, with what its runs keep to", async () => {
  const project = good.defaults.project;
  const environments = [
    { id: "sandbox", word: "SANDBOX" },
    {
      id: "prod", word: "PROD", tone: "danger", reason: "required", projects: [project], protected: ["user=backup_user"],
      limits: { batch: { taurusdb: 5 }, sendsPerSecond: 0.5, driftPercent: 10, requireCountAbove: 3 },
    },
  ];
  const visit = await openSettings({ file: { environments } });
  const rows = await part(visit, "Environments").locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  const usual = (batch, seconds, percent) => [
    `In one request at most: DDS 50, DCS 50, TaurusDB ${batch}`, `Between two requests: ${seconds} s or more`,
    `Stops when the node changes by more than ${percent} %`,
  ];
  assert.deepEqual(rows, [
    ["SANDBOX", "calm", "optional", "–", "–", usual(20, 0.5, 20).join("\n")],
    ["PROD", "danger", "required", project, "user=backup_user", [...usual(5, 2, 10), "The number is typed above 3 sessions"].join("\n")],
  ]);
  await assertFits(visit, "the environments");
  visit.assertClean();
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
