// axe-core finds nothing against WCAG 2.2 AA in any state of the page, light or dark.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { serveRows, threads } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";


let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

for (const colorScheme of ["light", "dark"]) {
  const open = (options = {}) => openConsole(stack, { ...options, context: { colorScheme, reducedMotion: "reduce" } });

  test(`each way to sign in, asked and at fault, passes in ${colorScheme} and fits a narrow screen`, async () => {
    const visit = await openConsole(stack, { context: { colorScheme, reducedMotion: "reduce", viewport: { width: 360, height: 740 } } });
    const frame = visit.page.locator("dialog.sign-in");
    await visit.page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
    for (const way of ["Token", "IAM user", "Access key"]) {
      await frame.getByRole("button", { name: way, exact: true }).click();
      const more = frame.locator("summary");
      if (await more.count()) await more.click();
      await assertAccessible(visit, way);
      await frame.locator("button[type=submit]").click();
      await frame.locator("[aria-invalid=true]").waitFor();
      await assertAccessible(visit, `${way}, at fault`);
      await assertFits(visit, way);
    }
    await visit.close();
  });

  test(`the forms of all services, empty and with errors, pass in ${colorScheme}`, async () => {
    const visit = await open();
    await assertAccessible(visit, "start");
    await visit.choose("orders-mongo / mongos-1");
    await visit.paste("34631, <b>, odd id");
    await assertAccessible(visit, "advice");
    await visit.choose("checkout-cache / node-1");
    await visit.tab("Kill all clients");
    await visit.page.locator("#node").fill("");
    await visit.killButton.click();
    await assertAccessible(visit, "kill-all without a scope");
    await visit.page.getByRole("radio", { name: /All nodes/ }).check();
    await visit.page.getByLabel("Environment").selectOption("prod");
    await assertAccessible(visit, "kill-all of an instance on PROD");
    const { node_id: id } = await visit.choose("orders-db / primary");
    await visit.page.locator("#instance").fill(id);
    await visit.paste("11, abc\n12x");
    await visit.killButton.click();
    await assertAccessible(visit, "form with errors");
    visit.assertClean();
    await visit.close();
  });

  test(`the sign-in, the question and the results pass in ${colorScheme}`, async () => {
    const visit = await open();
    const { sample_ids: ids } = await visit.choose("orders-db / primary");
    await visit.paste([ids[colorScheme === "light" ? 0 : 1], ids[2]].join());
    await visit.killButton.click();
    await visit.page.getByRole("button", { name: "Use this token" }).click();
    await assertAccessible(visit, "sign-in with a fault");
    await visit.page.getByLabel("IAM token").fill(stack.sandbox.ready.token);
    await visit.page.getByRole("button", { name: "Use this token" }).click();
    await visit.page.getByLabel("Environment").selectOption("prod");
    await visit.ask();
    await visit.dialog.getByText("The exact request").click();
    await assertAccessible(visit, "question");
    await visit.page.route("**/processes", (route) => (route.request().method() === "DELETE"
      ? route.fulfill({ status: 403, contentType: "application/json", body: '{"error_code":"DBS.280015","error_msg":"permission denied"}' })
      : route.fallback()));
    await visit.agree();
    assert.equal((await visit.outcome()).mark, "refused");
    await assertAccessible(visit, "refused");
    await visit.page.unroute("**/processes");
    await visit.ask();
    await visit.agree();
    const { mark } = await visit.outcome();
    assert.equal(mark, "gone");
    await visit.result.locator(".attempts summary").click();
    await assertAccessible(visit, "gone");
    await serveRows(visit.page, "taurusdb", () => threads(8));
    await visit.paste("1001");
    await visit.page.route("**/processes", (route) => (route.request().method() === "DELETE"
      ? route.abort("internetdisconnected") : route.fallback()));
    await visit.ask();
    await visit.agree();
    await visit.result.locator(".attempts").waitFor();
    await assertAccessible(visit, "unknown");
    assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
    await visit.close();
  });

  test(`the question of a kill-all and the page without a configuration pass in ${colorScheme}`, async () => {
    const visit = await open();
    await visit.signIn();
    await visit.choose("checkout-cache / node-1");
    await visit.tab("Kill all clients");
    await visit.page.getByRole("radio", { name: /All nodes/ }).check();
    await visit.ask();
    await assertAccessible(visit, "question of a kill-all");
    visit.assertClean();
    await visit.close();
    const broken = await open({ ready: false, before: (page) => config(page, "{") });
    await broken.page.getByRole("alert").waitFor();
    await assertAccessible(broken, "no configuration");
    broken.assertClean();
    await broken.close();
  });
}
