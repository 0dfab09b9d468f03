// The whole way without a mouse: Tab, Enter, Space, Escape and typing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { openSessions } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

/** Presses Tab until the focus is on what the selector names; every stop on the way shows that it has the focus. */
async function tabTo({ page }, selector, key = "Tab") {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press(key);
    const at = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        there: element.matches(wanted), body: element === document.body, html: element.outerHTML.slice(0, 120),
        ring: element.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      };
    }, selector);
    assert.ok(at.ring || at.body, `no visible focus on ${at.html}`);
    if (at.there) return;
  }
  assert.fail(`Tab never reached ${selector}`);
}

test("from the page's start to a run, its result and its record with the keyboard alone", async () => {
  const visit = await openConsole(stack);
  const { page } = visit;
  const { keyboard } = page;
  const node = stack.sandbox.ready.nodes.find(({ name }) => name === "orders-db / primary");

  await tabTo(visit, "a[href*=taurusdb]");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Kill session threads of a node" }).waitFor();
  await tabTo(visit, "header .btn.accent");
  await keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "token");
  await keyboard.type(stack.sandbox.ready.token);
  await keyboard.press("Enter");
  await page.getByText("Token set").waitFor();

  await tabTo(visit, "#instance");
  await keyboard.type(node.instance_id);
  await tabTo(visit, "#node");
  await keyboard.type(node.node_id);
  await tabTo(visit, "#threads");
  const [one, other] = node.sample_ids;
  await keyboard.type(String(one));
  await keyboard.press("Enter");
  await keyboard.type(String(other));
  await tabTo(visit, "form.form button[type=submit]");
  await keyboard.press("Enter");

  await visit.dialog.locator(".blast").waitFor();
  assert.equal(await visit.focused(), "button Cancel");
  // The focus goes round in the dialog and does not leave it.
  for (let stop = 0; stop < 8; stop += 1) {
    await keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body
      || document.activeElement.closest("dialog.confirm") !== null);
    assert.equal(inside, true, await visit.focused());
  }
  await tabTo(visit, "dialog.confirm .btn.kill");
  await keyboard.press("Space");

  await visit.result.waitFor();
  assert.equal(await visit.focused(), "h2 result-title");
  await visit.isOver();
  assert.equal(await visit.focused(), "h2 result-title");
  assert.equal(visit.kills().length, 1);
  assert.deepEqual(JSON.parse(visit.kills()[0].body).processes.map(String).sort(), [one, other].map(String).sort());
  await tabTo(visit, ".result > .label-row a");
  await keyboard.press("Enter");
  await page.locator(".result.history").getByText("2 gone.").waitFor();
  // Its record tells all of it: the result waits where it was.
  assert.equal(await visit.result.count(), 0);
  await tabTo(visit, ".tabs.screens a[href*='view=hand']", "Shift+Tab");
  await keyboard.press("Enter");
  await tabTo(visit, ".result:not(.history) > .label-row button:last-child", "Shift+Tab");
  await keyboard.press("Space");
  await visit.result.waitFor({ state: "detached" });
  assert.equal(visit.kills().length, 1);
  visit.assertClean();
  await visit.close();
});

test("from the list by a filter and a tick to the record of the run with the keyboard alone", async () => {
  const visit = await openSessions(stack, "orders-db / primary");
  const { page } = visit;
  const { keyboard } = page;
  await page.locator("body").focus();
  await keyboard.press("/");
  assert.equal(await visit.focused(), "input filter");
  await keyboard.type("is:killable");
  await tabTo(visit, "#sessions-table");
  await keyboard.press("Space");
  await visit.says("1 selected");
  const [{ cells: { id } }] = (await visit.rows()).filter(({ ticked }) => ticked);
  await keyboard.press("k");
  await visit.dialog.locator(".blast").waitFor();
  assert.equal(await visit.focused(), "button Cancel");
  await tabTo(visit, "dialog.confirm .btn.kill");
  assert.deepEqual(visit.kills(), []);
  await keyboard.press("Enter");
  await visit.isOver();
  assert.equal(await visit.focused(), "h2 result-title");
  assert.equal((await visit.outcome()).headline, "1 gone.");
  assert.deepEqual(visit.kills().map(({ body }) => JSON.parse(body).processes.map(String)), [[id]]);
  await tabTo(visit, ".result > .label-row button:last-child");
  await keyboard.press("Space");
  await visit.result.waitFor({ state: "detached" });
  await tabTo(visit, "nav a[href*='view=history']");
  await keyboard.press("Enter");
  await tabTo(visit, "section.history tbody a");
  await keyboard.press("Enter");
  await page.locator(".result.history td").getByText(id, { exact: true }).waitFor();
  visit.assertClean();
  await visit.close();
});

test("a scope of a kill-all is chosen with the arrow keys", async () => {
  const visit = await openConsole(stack, { path: "/#/dcs?view=hand" });
  await visit.tab("Kill all clients");
  await tabTo(visit, "input[name=scope]");
  assert.equal(await visit.page.locator("input[name=scope]:checked").count(), 0);
  await visit.page.keyboard.press("ArrowDown");
  await visit.page.waitForFunction(() => document.querySelector(".card.all input").checked);
  await visit.page.keyboard.press("ArrowUp");
  await visit.page.waitForFunction(() => document.querySelector(".card:not(.all) input").checked);
  visit.assertClean();
  await visit.close();
});

test("the skip link is the first stop and leads to the form", async () => {
  const visit = await openConsole(stack);
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.focused(), "a Skip to the form");
  const box = await visit.page.locator("a.skip").boundingBox();
  assert.ok(box.y >= 0, "the skip link is seen when it has the focus");
  await visit.page.keyboard.press("Enter");
  assert.equal(await visit.focused(), "main main");
  assert.doesNotMatch(visit.page.url(), /#main/);
  visit.assertClean();
  await visit.close();
});

test("Kill with a form that is not complete takes the focus to the first field that is wrong", async () => {
  const visit = await openConsole(stack, { path: "/#/taurusdb?view=hand" });
  await visit.page.locator("#instance").fill("a23fb62bd61e4e9e9636fd2225f395bein07");
  await visit.page.locator("#node").fill("..");
  await visit.killButton.focus();
  await visit.page.keyboard.press("Enter");
  assert.equal(await visit.focused(), "input node");
  assert.match(await visit.page.locator(".form-foot").innerText(), /Still needed: threads\./);
  await visit.page.locator("#instance").fill("");
  await visit.killButton.focus();
  await visit.page.keyboard.press("Enter");
  // The first of what is missing is the instance, in the target bar.
  assert.equal(await visit.focused(), "input instance");
  visit.assertClean();
  await visit.close();
});

for (const [name, open, selector] of [
  ["the question", (visit) => visit.ask(), "dialog.confirm"],
  ["the sign-in", (visit) => visit.page.getByRole("button", { name: "Sign in" }).click(), "dialog.sign-in"],
]) {
  test(`when ${name} is closed the focus is back where it was opened`, async () => {
    const visit = await openConsole(stack);
    if (selector === "dialog.confirm") await visit.signIn();
    const id = (await visit.choose("orders-db / primary")).sample_ids.at(-1);
    await visit.paste(String(id));
    await open(visit);
    await visit.page.locator(selector).waitFor();
    await visit.page.keyboard.press("Escape");
    await visit.page.locator(selector).waitFor({ state: "detached" });
    assert.match(await visit.focused(), /^button (Kill 1 thread…|Sign in)$/);
    visit.assertClean();
    await visit.close();
  });
}
