// On a screen of 360 pixels nothing is cut off and nothing has to be scrolled sideways; on wider ones the target
// stands in as few lines as it can.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { startStack } from "./support/stack.mjs";

const LONG = `${"x".repeat(64)}:${"9".repeat(40)}`;

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

const open = (options = {}) => openConsole(stack, { ...options, context: { viewport: { width: 360, height: 740 } } });

/** The page and an open dialog are no wider than the screen, and no control is out of it or under 24 pixels. */
async function assertFits({ page }, state) {
  const found = await page.evaluate(() => {
    const { documentElement: root } = document;
    const dialog = document.querySelector("dialog[open]");
    const wide = [root, dialog, dialog?.querySelector(".dialog-body")].filter((part) => part && part.scrollWidth > part.clientWidth);
    const outside = [...(dialog ?? document).querySelectorAll("button, input, select, textarea, a, summary")]
      .map((control) => ({ control, box: control.getBoundingClientRect() }))
      .filter(({ control, box }) => box.width > 0 && !control.matches(".skip"));
    const name = ({ control, box }) => `${control.tagName} ${control.id || control.textContent.trim().slice(0, 30)} ${JSON.stringify(box)}`;
    return {
      wide: wide.map((part) => `${part.tagName} ${part.className} ${part.scrollWidth} > ${part.clientWidth}`),
      outside: outside.filter(({ box }) => box.left < 0 || box.right > innerWidth + 0.5).map(name),
      // A radio is reached by its whole card.
      small: outside.filter(({ control, box }) => control.type !== "radio" && box.height < 24).map(name),
    };
  });
  assert.deepEqual(found, { wide: [], outside: [], small: [] }, state);
}

test("the forms fit, empty, filled, and with errors", async () => {
  const visit = await open();
  await assertFits(visit, "start");
  await visit.choose("orders-mongo / mongos-1");
  await visit.paste(`34631\n${LONG}`);
  await assertFits(visit, "DDS with a long id");
  await visit.preview("cURL");
  await assertFits(visit, "cURL");
  await visit.choose("checkout-cache / node-1");
  await visit.paste("[2001:db8:1111:2222:3333:4444:5555:6666]:65535");
  await assertFits(visit, "DCS");
  await visit.tab("Kill all clients");
  await visit.killButton.click();
  await assertFits(visit, "kill-all without a scope");
  await visit.page.getByRole("radio", { name: /All nodes/ }).check();
  await assertFits(visit, "kill-all of an instance");
  const { node_id: id } = await visit.choose("orders-db / primary");
  await visit.page.locator("#instance").fill(id);
  await visit.paste(`abc\n${LONG}`);
  await visit.killButton.click();
  await assertFits(visit, "TaurusDB with errors");
  visit.assertClean();
  await visit.close();
});

test("the sign-in, the question and the result fit", async () => {
  const visit = await open();
  const { sample_ids: [id] } = await visit.choose("orders-mongo / mongos-1");
  await visit.paste([id, LONG, ...Array.from({ length: 30 }, (_, index) => `shard_1:${7201646 + index}`)].join("\n"));
  await visit.killButton.click();
  await visit.page.getByLabel("IAM token").waitFor();
  await assertFits(visit, "sign-in");
  await visit.page.getByLabel("IAM token").fill(stack.sandbox.ready.token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  await visit.page.getByLabel("Environment").selectOption("prod");
  await visit.ask();
  for (const fold of ["31 are left out", "The exact request"]) await visit.dialog.getByText(fold).click();
  await assertFits(visit, "question");
  for (const button of [visit.cancelButton, visit.sendButton]) {
    const box = await button.boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 740, "the dialog's buttons are in sight");
  }
  await visit.agree();
  await assertFits(visit, "run");
  await visit.isOver();
  await visit.result.locator(".attempts summary").click();
  await assertFits(visit, "result");
  visit.assertClean();
  await visit.close();
});

test("the result of a kill with a long reason fits", async () => {
  const visit = await open();
  await visit.signIn();
  const { sample_ids: [, id] } = await visit.choose("orders-mongo / mongos-1");
  await visit.paste(String(id));
  await visit.ask();
  await visit.page.locator("#reason").fill(`https://tickets.example/${LONG}`);
  await visit.satisfy(`https://tickets.example/${LONG}`);
  await visit.sendButton.click();
  await visit.isOver();
  await assertFits(visit, "result");
  visit.assertClean();
  await visit.close();
});

test("the question of a kill-all fits", async () => {
  const visit = await open();
  await visit.signIn();
  await assertFits(visit, "signed in");
  await visit.choose("checkout-cache / node-1");
  await visit.tab("Kill all clients");
  await visit.page.getByRole("radio", { name: /All nodes/ }).check();
  await visit.ask();
  await assertFits(visit, "question");
  visit.assertClean();
  await visit.close();
});

test("the page without a configuration fits", async () => {
  const visit = await open({ ready: false, before: (page) => config(page, JSON.stringify({ [LONG]: 1 })) });
  await visit.page.getByRole("alert").waitFor();
  await assertFits(visit, "no configuration");
  visit.assertClean();
  await visit.close();
});

test("the three ids of a target stand in one line, and all of them are in it, from a wide window to a laptop's", async () => {
  for (const width of [1920, 1600, 1440, 1360, 1280, 1120]) {
    const visit = await openConsole(stack, { context: { viewport: { width, height: 800 } } });
    for (const name of ["orders-db / primary", "orders-mongo / mongos-1", "checkout-cache / node-1"]) {
      await visit.choose(name);
      const found = await visit.page.evaluate(() => [...document.querySelectorAll(".target .crumb.id")].map((crumb) => {
        const field = crumb.querySelector("input");
        return { top: crumb.getBoundingClientRect().top, cut: field.scrollWidth > field.clientWidth };
      }));
      assert.ok(found.length >= 2, `${found.length} ids`);
      assert.deepEqual(found, found.map(() => ({ top: found[0].top, cut: false })), `${name} at ${width} pixels`);
    }
    visit.assertClean();
    await visit.close();
  }
});
