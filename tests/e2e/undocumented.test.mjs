// A call that no document of its cloud has is said to be so, with the edition that was read, in the form and in the question;
// it goes out only when a person says that it shall.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { config } from "./support/faults.mjs";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { startStack } from "./support/stack.mjs";

const DOCUMENTED = { name: "orders-mongo / mongos-1", ids: async (cloud, node) => (await cloud.sessions(node)).filter(({ active }) => active).map(({ id }) => id) };
const CLIENTS = { name: "checkout-cache / node-1", ids: async (cloud, node) => (await cloud.clients(node)).map(({ peer }) => peer) };
const THREADS = { name: "orders-db / primary", ids: (cloud, node) => cloud.lasting(node, 1) };

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "60", "--speed", "0"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** The console as if the local cloud were this one, with one session of a node in the form. */
async function ready({ name, ids }, id, options = {}) {
  const file = await (await fetch(`${stack.url}/config.json`)).json();
  file.clouds[0].id = id;
  file.routes[0].cloud = id;
  file.defaults.cloud = id;
  const visit = await openConsole(stack, { before: (page) => config(page, JSON.stringify(file)), ...options });
  await visit.signIn();
  const node = await visit.choose(name);
  const [one] = await ids(cloud, node);
  await visit.paste(JSON.stringify([one]).replaceAll('"', name === THREADS.name ? "" : '"'));
  return visit;
}

for (const [place, what, edition] of [[CLIENTS, "DCS clients", "2026-04-22"], [THREADS, "TaurusDB threads", "2026-04-24"]]) {
  test(`on OTC a kill that no document has says so and waits for a person's word: ${what}`, async () => {
    const visit = await ready(place, "otc");
    const note = visit.page.locator("form .notes li").filter({ hasText: `edition of ${edition}` });
    assert.match(await note.getByRole("link").getAttribute("href"), /^https:\/\/github\.com\/opentelekomcloud-docs\/[a-z-]+\/tree\/[0-9a-f]{40}\/api-ref\/source$/);
    await visit.ask();
    await visit.dialog.getByText(`Killing ${what} is not in OTC's public API reference (edition of ${edition}): send anyway?`).waitFor();
    await visit.satisfy();
    assert.ok(await visit.sendButton.isDisabled(), "nothing was said yet");
    const accept = visit.dialog.getByLabel("Send it although no document of this cloud has it");
    await accept.check();
    assert.ok(await visit.sendButton.isEnabled());
    await accept.uncheck();
    assert.ok(await visit.sendButton.isDisabled(), "the word was taken back");
    assert.equal(visit.kills().length, 0);
    await accept.check();
    await visit.sendButton.click();
    assert.equal((await visit.outcome()).headline, "1 gone.");
    assert.equal(visit.kills().length, 1);
    visit.assertClean();
    await visit.close();
  });
}

for (const [place, id] of [[DOCUMENTED, "otc"], [CLIENTS, "sandbox"], [THREADS, "sandbox"]]) {
  test(`a kill at ${place.name} on the cloud ${id} asks for no such word`, async () => {
    const visit = await ready(place, id);
    await visit.ask();
    await visit.satisfy();
    assert.equal(await visit.dialog.locator("#accept-gap").count(), 0);
    assert.ok(await visit.sendButton.isEnabled());
    await visit.close();
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`the question with its check box passes in ${colorScheme} and fits on 360 pixels`, async () => {
    const context = { colorScheme, reducedMotion: "reduce", viewport: { width: 360, height: 740 } };
    const visit = await ready(CLIENTS, "otc", { context });
    await assertFits(visit, "form");
    await visit.ask();
    await assertAccessible(visit, "question");
    await assertFits(visit, "question");
    await visit.close();
  });
}
