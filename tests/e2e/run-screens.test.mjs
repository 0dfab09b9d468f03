// The question, the run, its result and the history, in every state a person meets: axe-core finds nothing against
// WCAG 2.2 AA in light and dark, all fits on 360 pixels, and in Chinese no English is left over.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { openSessions, serveRows, threads } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const THREADS = "orders-db / primary";
const STATES = ["question", "running", "paused", "result", "record", "history", "recovery"];
/** What is a name in every language. */
const NAMES = /^(app_rw|report|shop|PROD|API|ID|TaurusDB|MySQL|HTTP|cURL|JSON|CSV|Markdown|INC|orders|db|primary|sandbox|Sandbox|local|min|ms)$/;

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

/** Every word of the screens of a kill is Chinese, but for names, ids and requests. */
async function assertChinese({ page }, state) {
  const words = await page.evaluate(() => {
    const told = [];
    for (const root of document.querySelectorAll("dialog.confirm, section.result, section.history, main .notice")) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        // The ids of a place are no words.
        const said = node.data.replace(/\b(?=\w*\d)\w{20,}\b/g, "");
        if (!node.parentElement.closest("code, pre")) told.push(...said.match(/[A-Za-z_]{2,}/g) ?? []);
      }
      for (const one of root.querySelectorAll("[aria-label]")) told.push(...one.ariaLabel.match(/[A-Za-z_]{2,}/g) ?? []);
    }
    return told;
  });
  assert.deepEqual(words.filter((word) => !NAMES.test(word)), [], state);
}

/** Goes from the question to the history by a run of the test's own making, and looks at each state. */
async function walk({ context = {}, language }, look) {
  const began = Date.now();
  const age = () => Math.floor((Date.now() - began) / 1000);
  const all = threads(8, (index) => ({ time: 1000 - index }));
  const gone = new Set();
  const held = [];
  const visit = await openSessions(stack, THREADS, {
    context,
    before: async (page) => {
      await serveRows(page, "taurusdb", () => all.filter(({ id }) => !gone.has(id)).map((row) => ({ ...row, time: row.time + age() })));
      await page.route("**/processes", async (route) => {
        if (route.request().method() !== "DELETE") return route.fallback();
        await new Promise((resolve) => held.push(resolve));
        const { processes } = JSON.parse(route.request().postData());
        gone.add(processes[0]).add(processes[1]);
        // One of them is in no list of the answer: it was not acted on.
        return route.fulfill({
          status: 200, contentType: "application/json",
          body: JSON.stringify({ processes_killed: processes.slice(0, -2), processes_not_found: processes.slice(-2, -1) }),
        }).catch(() => {});
      });
    },
  });
  const { page } = visit;
  await page.getByLabel("Environment").selectOption("prod");
  if (language) {
    await page.getByLabel("Language").selectOption(language);
    await page.waitForFunction((lang) => document.documentElement.lang === lang, language);
  }
  await visit.listed();
  const seen = [];
  const at = async (state) => { seen.push(state); await look(visit, state); };

  for (const place of [0, 1, 2, 3, 4, 5]) await visit.tick(place);
  // One of them ends before the question is answered.
  gone.add(1005);
  await visit.killTicked.click();
  await visit.dialog.locator(".left-out li").waitFor();
  assert.equal(await visit.dialog.locator(".demanded").innerText(), "5");
  await visit.dialog.locator("details:not([open]) summary").click();
  await at("question");
  assert.ok(await visit.sendButton.isDisabled());
  await visit.agree();
  await page.locator(".run-bar").waitFor();
  const awaited = () => visit.result.locator("tbody tr td:nth-child(3)").filter({ hasText: words }).first().waitFor();
  const words = language ? /^正在等待回答$/ : /^waiting for the answer$/;
  await awaited();
  await at("running");
  const hold = visit.result.locator(".label-row button").first();
  await hold.click();
  await visit.result.locator(".notice").waitFor();
  await at("paused");
  await hold.click();
  await visit.result.locator(".notice").waitFor({ state: "detached" });
  held.splice(0).forEach((go) => go());
  await visit.isOver();
  await at("result");
  await visit.result.locator("a.btn").click();
  await page.locator(".result.history").waitFor();
  await page.locator(".result.history > details:last-of-type summary").click();
  await at("record");
  await page.locator(".result.history > p a").first().click();
  await page.locator("section.history table").waitFor();
  assert.equal(await page.locator("section.history tbody tr").count(), 1, "one run, told of once");
  assert.equal(await visit.result.count(), 0, "its result is not shown beside it");
  await at("history");
  // The page goes away while an answer is awaited; after a sign-in the same place asks what became of it.
  await page.getByRole("navigation").locator("a:not([href*='view='])").filter({ hasText: /Sessions|会话/ }).click();
  await page.locator(".sessions").waitFor();
  assert.equal(await visit.result.count(), 1, "the result is there again");
  await visit.listed();
  await visit.tick(0);
  await visit.killTicked.click();
  await visit.dialog.locator(".blast").waitFor();
  await visit.agree();
  await page.locator(".run-bar").waitFor();
  await awaited();
  // What is not at its end is told of even by a journal that cannot be written.
  await page.addInitScript(() => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
      if (mode === "readwrite") throw new DOMException("no room", "QuotaExceededError");
      return begin.call(this, stores, mode, ...rest);
    };
  });
  await page.reload();
  await page.locator(".notice button[disabled]").waitFor();
  await at("recovery");
  assert.deepEqual(seen, STATES);
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  held.splice(0).forEach((go) => go());
  await visit.close();
}

for (const colorScheme of ["light", "dark"]) {
  test(`from the question to the history every state passes in ${colorScheme}`, async () => {
    await walk({ context: { colorScheme, reducedMotion: "reduce" } }, assertAccessible);
  });
}

test("on 360 pixels the question, the run and the history fit", async () => {
  await walk({ context: { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" } }, assertFits);
});

test("in Chinese the question, the run and the history say nothing in English", async () => {
  await walk({ context: { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" }, language: "zh-CN" }, async (visit, state) => {
    await assertChinese(visit, state);
    await assertFits(visit, state);
  });
});
