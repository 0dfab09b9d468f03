// Without a route a person carries each request: the command is run for real, and its output is pasted back.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { assertAccessible, assertFits } from "./support/fit.mjs";
import { startRelay } from "./support/relay.mjs";
import { ledgerOf, linkTo } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const NODES = { dds: "orders-mongo / mongos-1", taurusdb: "orders-db / primary", dcs: "checkout-cache / node-1" };

let stack;
let cloud;
let relay;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "60"] } });
  cloud = cloudOf(stack.sandbox);
  relay = await startRelay(stack.sandbox, { kind: "none" });
});
after(async () => {
  await relay?.stop();
  await stack?.stop();
});

/** Runs a command as a person does: in a shell that has the token. Gives what it printed; on no terminal curl also tells its progress. */
function run(command) {
  const shell = spawn("sh", ["-c", command], { env: { ...process.env, HW_TOKEN: stack.sandbox.ready.token } });
  const parts = [];
  shell.stdout.on("data", (part) => parts.push(part));
  shell.stderr.resume();
  return new Promise((done) => { shell.once("close", () => done(Buffer.concat(parts).toString())); });
}

/** The page, signed in at a node, with the steps of whoever carries its requests. */
async function atNode(service, { path, ...options } = {}) {
  const visit = await openConsole(stack, { url: relay.url, path, ready: path === undefined, ...options });
  await visit.signIn();
  const node = path ? null : await visit.choose(NODES[service]);
  const frame = visit.page.locator("dialog.by-hand");
  const steps = {
    frame,
    answer: frame.locator("#hand-answer"),
    fault: frame.locator("#hand-fault"),
    command: async () => {
      await frame.waitFor();
      return frame.locator("pre").innerText();
    },
    take: () => frame.getByRole("button", { name: "Read this answer" }).click(),
    /** Runs the command that is shown, pastes what it printed, and waits until that command is shown no more. */
    async carry() {
      const command = await steps.command();
      const printed = await run(command);
      await steps.answer.fill(printed);
      await steps.take();
      await visit.page.waitForFunction((shown) => document.querySelector("dialog.by-hand pre")?.innerText !== shown
        || document.querySelector("#hand-answer")?.value === "", command);
      return { command, printed };
    },
    /** Carries one after another until something is there. */
    async carryUntil(there) {
      const carried = [];
      for (;;) {
        await frame.or(there).first().waitFor({ timeout: 30_000 });
        if (await there.count() && !await frame.count()) return carried;
        carried.push(await steps.carry());
      }
    },
  };
  return { ...visit, ...steps, node };
}

/** One session that stays until somebody ends it. */
async function oneOf(service, node) {
  if (service === "taurusdb") return (await cloud.lasting(node, 1))[0];
  if (service === "dds") return (await cloud.sessions(node)).find(({ active }) => active).id;
  return (await cloud.clients(node)).find(({ flags }) => !/[SMO]/.test(flags)).peer;
}

/** Nothing of the API left the page, and no secret is in it. */
async function assertSilent(visit) {
  assert.deepEqual(relay.arrived, []);
  assert.deepEqual(visit.calls(), []);
  assert.ok(!(await visit.page.content()).includes(stack.sandbox.ready.token));
  visit.assertClean();
}

for (const service of Object.keys(NODES)) {
  test(`a kill of ${service} is run by hand from the list to its end, and the page sends nothing`, async () => {
    const visit = await atNode(service);
    const id = await oneOf(service, visit.node);
    await visit.page.getByText("This console sends nothing by itself to Sandbox.").waitFor();
    await visit.paste(id);
    await visit.killButton.click();
    const lists = await visit.carryUntil(visit.dialog.locator(".blast"));
    assert.ok(lists.every(({ command }) => command.startsWith("curl -q --request ")));
    await visit.dialog.getByText(/^Read by hand \d+ s ago; handles may have been used again since\.$/).waitFor();
    await visit.dialog.locator("summary").filter({ hasText: "exact request" }).click();
    const shown = await visit.dialog.locator("pre").innerText();
    const before = (await ledgerOf(stack)).length;
    await visit.agree();
    const kill = await visit.carry();
    assert.equal(kill.command, shown, "the command is the one that was agreed to");
    await visit.carryUntil(visit.over);
    const outcome = await visit.outcome();
    assert.equal(outcome.mark, "gone", outcome.text);
    const arrivals = (await ledgerOf(stack)).slice(before).filter(({ operation }) => operation.endsWith(".kill"));
    assert.deepEqual(arrivals.map(({ applied }) => applied), [1]);
    await assertSilent(visit);
    await visit.close();
  });
}

test("nothing is read before a person asks for it, and then the sessions are listed by hand", async () => {
  const visit = await atNode("taurusdb", { path: linkTo(stack, NODES.taurusdb) });
  await visit.page.getByText("Nothing is read by itself here.").first().waitFor();
  assert.equal(await visit.frame.count(), 0);
  await visit.page.getByRole("button", { name: "List the sessions" }).click();
  await visit.carryUntil(visit.page.getByRole("grid"));
  assert.match(await visit.page.locator(".counted").innerText(), /^\d+ sessions$/);
  assert.equal(await visit.page.locator(".list-line select").count(), 0, "it cannot be read every few seconds");
  await assertSilent(visit);
  await visit.close();
});

test("a text that cannot be read stays, and says in which line it is wrong", async () => {
  const visit = await atNode("taurusdb");
  await visit.paste("1");
  await visit.killButton.click();
  const printed = await run(await visit.command());
  for (const [text, says] of [
    ["", /Nothing is there yet/],
    ["permission denied", /Line 1 begins neither with HTTP\//],
    [printed.slice(0, -20), /The JSON breaks at character \d+ of line \d+/],
    [`${printed}\n$ `, /The JSON breaks at character 1 of line \d+/],
    ["curl: (28) Operation timed out", /In line 1 curl says that no answer came/],
    ['{"processes":[]}', /This is a body alone/],
  ]) {
    await visit.answer.fill(text);
    await visit.take();
    await visit.fault.filter({ hasText: says }).waitFor();
    // A field has lines of its own kind.
    assert.equal(await visit.answer.inputValue(), text.replaceAll("\r\n", "\n"));
    assert.equal(await visit.focused(), "textarea hand-answer");
  }
  // Escape loses nothing that was pasted, however often.
  for (let time = 0; time < 3; time += 1) await visit.page.keyboard.press("Escape");
  assert.equal(await visit.answer.inputValue(), '{"processes":[]}');
  // An empty one is left by it: the list was not read, and nobody is asked about a kill.
  await visit.answer.fill("");
  await visit.page.keyboard.press("Escape");
  await visit.dialog.getByText("Nobody said what the command answered.").waitFor();
  assert.equal(await visit.sendButton.isDisabled(), true);
  await assertSilent(visit);
  await visit.close();
});

test("a kill of which nobody knows is looked for, and who stops looking leaves it unresolved", async () => {
  const visit = await atNode("taurusdb");
  const id = await oneOf("taurusdb", visit.node);
  await visit.paste(id);
  await visit.killButton.click();
  await visit.carryUntil(visit.dialog.locator(".blast"));
  await visit.agree();
  const command = await visit.command();
  assert.match(command, /--request DELETE/);
  await visit.frame.getByRole("button", { name: "I do not know what happened" }).click();
  await visit.frame.getByRole("button", { name: "Stop looking" }).click();
  const { mark, rows, text } = await visit.outcome();
  assert.equal(mark, "unknown", text);
  assert.match(text, /Nobody said what the command answered/);
  assert.equal(rows.length, 1);
  assert.equal(await visit.frame.count(), 0);
  assert.ok((await cloud.threads(visit.node)).some((thread) => thread.id === id), "nothing was sent");
  await assertSilent(visit);
  await visit.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`a command and a text that cannot be read pass in ${colorScheme} and fit a narrow screen`, async () => {
    const context = { colorScheme, reducedMotion: "reduce", viewport: { width: 360, height: 740 } };
    const visit = await atNode("taurusdb", { path: linkTo(stack, NODES.taurusdb), context });
    await assertAccessible(visit, "before anything is asked for");
    await assertFits(visit, "before anything is asked for");
    await visit.page.getByRole("button", { name: "List the sessions" }).click();
    await visit.command();
    await assertAccessible(visit, "a command");
    await visit.take();
    await visit.fault.filter({ hasText: "Nothing is there yet" }).waitFor();
    await assertAccessible(visit, "at fault");
    await assertFits(visit, "at fault");
    const { height } = await visit.frame.locator("pre").boundingBox();
    assert.ok(height > 60, `the command is ${height} px high`);
    await visit.close();
  });
}

test("who is at work by hand is not locked out, however long it takes", async () => {
  const visit = await atNode("taurusdb", { before: (page) => page.clock.install() });
  const lock = visit.page.getByRole("banner").getByRole("button", { name: "Lock" });
  await visit.paste("1");
  await visit.killButton.click();
  await visit.command();
  await visit.page.clock.runFor(25 * 60_000);
  assert.equal(await visit.frame.count(), 1, "the wire's time limit is not a person's");
  assert.equal(await lock.count(), 1);
  await visit.page.keyboard.press("Escape");
  await visit.dialog.getByText("Nobody said what the command answered.").waitFor();
  await visit.page.clock.runFor(11 * 60_000);
  await visit.page.getByText("Locked: nobody was here for a while.").waitFor();
  await visit.close();
});

test("a command of the node before is taken away when the address names another", async () => {
  const visit = await atNode("taurusdb", { path: linkTo(stack, NODES.taurusdb) });
  await visit.page.getByRole("button", { name: "List the sessions" }).click();
  await visit.command();
  await visit.page.evaluate((to) => { location.hash = to; }, linkTo(stack, NODES.dds).slice(1));
  await visit.frame.waitFor({ state: "detached" });
  await visit.page.getByRole("button", { name: "List the sessions" }).waitFor();
  await assertSilent(visit);
  await visit.close();
});

test("no password is asked for where a person carries the requests", async () => {
  const visit = await openConsole(stack, { url: relay.url });
  await visit.page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  const ways = await visit.page.locator("dialog.sign-in .chips button").allInnerTexts();
  assert.equal(ways.length, 2);
  assert.ok(ways.every((way) => !/password/i.test(way)), ways.join());
  await visit.close();
});
