// axe-core finds nothing against WCAG 2.2 AA in any state of the sessions screen, and it fits a narrow screen.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { openSessions, serveRows, threads, weather } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const THREADS = "orders-db / primary";
const OPERATIONS = "orders-mongo / mongos-1";
const CLIENTS = "checkout-cache / node-1";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "150"] } }); });
after(() => stack?.stop());
afterEach(() => weather(stack));

/** Goes through the states of the screen that a person meets with a list, and looks at each. */
async function walk(visit, look) {
  await look(visit, "list");
  await visit.filter("time>9x");
  await visit.fault.getByText(/has no unit of time/).waitFor();
  await look(visit, "fault in the filter");
  await visit.filter("is:killable");
  await visit.tick(0);
  await visit.tick(1);
  await visit.tray.waitFor();
  await look(visit, "two ticked");
  await visit.tray.getByRole("button", { name: /Preview|预览/ }).click();
  await visit.page.locator(".preview").waitFor();
  await look(visit, "preview");
  await visit.tray.getByRole("button", { name: /Preview|预览/ }).click();
  await visit.filter("");
  await visit.page.locator(".menu summary").click();
  await look(visit, "columns");
  await visit.page.locator(".menu summary").click();
  await visit.grid.press("Enter");
  await visit.drawer.waitFor();
  await look(visit, "details");
  await visit.grid.press("Escape");
}

const both = async (visit, state) => {
  await assertAccessible(visit, state);
  await assertFits(visit, state);
};

for (const colorScheme of ["light", "dark"]) {
  const comfort = { colorScheme, reducedMotion: "reduce" };

  for (const name of [THREADS, OPERATIONS, CLIENTS]) {
    test(`the sessions of ${name} pass in ${colorScheme}, from the list to the details`, async () => {
      const visit = await openSessions(stack, name, { context: { ...comfort, viewport: { width: 1400, height: 1000 } } });
      await walk(visit, assertAccessible);
      visit.assertClean();
      await visit.close();
    });
  }

  test(`the states without a whole list pass in ${colorScheme}`, async () => {
    let visit = await openSessions(stack, THREADS, { signedIn: false, context: comfort });
    await assertAccessible(visit, "signed out");
    await visit.close();
    visit = await openSessions(stack, THREADS, { context: comfort, before: (page) => serveRows(page, "taurusdb", () => []) });
    await assertAccessible(visit, "empty");
    await visit.close();
    await weather(stack, { operation: "taurusdb.list", kind: "error", status: 403, code: "DBS.280015", message: "permission denied" });
    visit = await openSessions(stack, THREADS, { context: comfort, listed: false });
    await visit.page.getByText("The list could not be read.").waitFor();
    await assertAccessible(visit, "failed");
    await visit.close();
    await weather(stack);
    visit = await openSessions(stack, THREADS, {
      context: comfort, listed: false, link: "?q=time%3E1",
      before: async (page) => {
        await serveRows(page, "taurusdb", () => threads(300));
        await page.route("**/processes?*offset=100*", () => {});
      },
    });
    await visit.reading.waitFor();
    await assertAccessible(visit, "reading, from a link");
    await visit.reading.getByRole("button", { name: "Stop" }).click();
    await visit.state.getByText(/^Stopped/).waitFor();
    await assertAccessible(visit, "stopped");
    await visit.close();
  });
}

for (const locale of ["en", "zh-CN"]) {
  test(`on 360 pixels in ${locale} every state fits and passes`, async () => {
    const visit = await openSessions(stack, THREADS, { context: { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" } });
    if (locale !== "en") {
      await visit.page.getByLabel("Language").selectOption(locale);
      await visit.page.waitForFunction((lang) => document.documentElement.lang === lang, locale);
      await visit.listed();
    }
    assert.equal(await visit.page.evaluate(() => document.documentElement.lang), locale);
    await both(visit, "list");
    await visit.filter("is:killable");
    await visit.tick(0);
    await visit.tray.waitFor();
    await both(visit, "ticked");
    await visit.page.locator(".pictures-open summary").click();
    await both(visit, "pictures");
    visit.assertClean();
    await visit.close();
  });
}
