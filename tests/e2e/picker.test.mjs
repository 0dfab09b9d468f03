// The lists of project, instance and node: read, searched and chosen from, with the fields still there to type in.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { answerWith } from "./support/faults.mjs";
import { TOP } from "./support/paths.mjs";
import { startStack } from "./support/stack.mjs";

const AXE = readFileSync(join(TOP, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SERVICES = ["dds", "dcs", "taurusdb"];
const LISTS = { dds: "**/proxy/dds/**/instances?*", dcs: "**/proxy/dcs/**/instances?*", taurusdb: "**/proxy/taurusdb/**/instances?*" };

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

const open = (service, options = {}) => openConsole(stack, { path: `/#/${service}?view=hand`, ...options });
const options = (visit) => visit.page.getByRole("option");
const cloud = (visit) => visit.page.getByRole("group", { name: "From the cloud" }).getByRole("option");
const says = (visit) => visit.page.locator(".picker-state").innerText();
const isOpen = async (visit, field) => (await visit.page.locator(`#${field}`).getAttribute("aria-expanded")) === "true";
/** What left the page to read lists: the calls' paths. */
const reads = (visit) => visit.calls().map(({ path }) => path);
/** The option that the field says the keys are on. */
const active = (visit, field) => visit.page.evaluate((id) => {
  const at = document.getElementById(id).getAttribute("aria-activedescendant");
  return at && document.getElementById(at)?.querySelector(".option-name").textContent;
}, field);
const kept = (visit) => visit.page.evaluate(() => localStorage.getItem("quell.recent.1"));

async function openList(visit, field) {
  await visit.page.locator(`#${field}`).focus();
  await visit.page.keyboard.press("ArrowDown");
  await visit.page.locator(".picker").waitFor();
}

/** The header and the bar: what the open list lies over counts as obscured, and Escape uncovers it. */
async function assertAccessible({ page }, state) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (values) => {
    const { violations } = await window.axe.run({ include: [["header"], [".target"]] }, { runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
  }, RULES);
  assert.deepEqual(found, [], state);
}

for (const service of SERVICES) {
  test(`an instance and a node of ${service} are chosen from the lists by keyboard alone`, async () => {
    const visit = await open(service);
    await visit.signIn();
    const wanted = stack.sandbox.ready.nodes.filter((node) => node.service === service);
    await visit.page.locator("#instance").focus();
    assert.deepEqual(reads(visit), [], "nothing is read before the list opens");
    await visit.page.keyboard.press("ArrowDown");
    await cloud(visit).first().waitFor();
    const { keyboard } = visit.page;
    await keyboard.press("End");
    const last = cloud(visit).last();
    assert.equal(await active(visit, "instance"), await last.locator(".option-name").innerText());
    await keyboard.press("Enter");
    assert.ok(!await isOpen(visit, "instance"));
    assert.equal(await visit.focused(), "input instance");
    const { instance } = await visit.target();
    assert.ok(wanted.some((node) => node.instance_id === instance), instance);
    if ((await visit.target()).node === "") {
      await visit.page.locator("#node").focus();
      await keyboard.press("ArrowDown");
      await visit.page.waitForFunction(() => document.querySelector("#node").value || document.querySelectorAll("[role=group]:last-child [role=option]").length);
      if ((await visit.target()).node === "") {
        await cloud(visit).first().waitFor();
        await keyboard.press("End");
        await keyboard.press("Enter");
      }
    }
    const { node } = await visit.target();
    assert.ok(wanted.some((one) => one.node_id === node && one.instance_id === instance), `${instance} ${node}`);
    visit.assertClean();
    await visit.close();
  });

  test(`a node of ${service} is chosen by mouse, and the list closes where the focus leaves it`, async () => {
    const visit = await open(service);
    await visit.signIn();
    await visit.page.getByRole("button", { name: "Choose instance from a list" }).click();
    await cloud(visit).first().click();
    const { instance } = await visit.target();
    assert.ok(instance);
    await visit.page.locator("#node").fill("");
    await visit.page.getByRole("button", { name: "Choose node from a list" }).click();
    // An instance with one node leaves nothing to choose.
    await visit.page.waitForFunction(() => document.querySelector("#node").value || document.querySelector(".picker .btn"));
    if (await isOpen(visit, "node")) {
      const free = visit.page.locator("[role=group][aria-label='From the cloud'] [role=option]:not([aria-disabled])");
      await visit.page.waitForFunction(() => document.querySelector("#node").value || document.querySelector("[role=group][aria-label='From the cloud']"));
      if (await isOpen(visit, "node")) await free.first().click();
    }
    const { node } = await visit.target();
    const all = stack.sandbox.ready.nodes;
    assert.ok(all.some((one) => one.node_id === node && one.instance_id === instance), `${instance} ${node}`);
    await visit.page.getByRole("button", { name: "Choose project from a list" }).click();
    await visit.page.locator("h1").first().click();
    assert.equal(await visit.page.locator(".picker").count(), 0);
    visit.assertClean();
    await visit.close();
  });

  test(`a list of ${service} that is refused or empty still lets a person type`, async () => {
    const visit = await open(service);
    await visit.signIn();
    const place = stack.sandbox.ready.nodes.find((node) => node.service === service);
    const end = await answerWith(visit.page, LISTS[service], {
      status: 403, contentType: "application/json",
      body: JSON.stringify({ error_code: "APIGW.0302", error_msg: "The user is not allowed\u202e <img src=x onerror=window.pwned=1>" }),
    });
    await openList(visit, "instance");
    await visit.page.getByText("The cloud refused to give this list.").last().waitFor();
    const text = await says(visit);
    assert.match(text, /Status 403\./);
    assert.match(text, /Typing an id still works\./);
    assert.match(text, /APIGW\.0302.*U\+202E.*<img/s);
    assert.equal(await visit.page.locator("#app img").count(), 0);
    await end();
    await answerWith(visit.page, LISTS[service], {
      status: 200, contentType: "application/json",
      body: JSON.stringify({ instances: [], total_count: 0, instance_num: 0 }),
    });
    await visit.page.getByRole("button", { name: "Try again" }).click();
    await visit.page.getByText("The cloud's list is empty.").last().waitFor();
    await visit.page.locator("#instance").fill(place.instance_id);
    assert.ok(!await isOpen(visit, "instance"), "a whole id closes the list");
    await visit.page.locator("#node").fill(place.node_id);
    const { instance, node } = await visit.target();
    assert.deepEqual([instance, node], [place.instance_id, place.node_id]);
    assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
    await visit.close();
  });
}

test("a list is read once for a place and a token, again on demand, and an instance's nodes come with it on DDS", async () => {
  const visit = await open("dds");
  await visit.signIn();
  await openList(visit, "instance");
  await cloud(visit).first().waitFor();
  await visit.page.keyboard.press("Escape");
  assert.ok(!await isOpen(visit, "instance"));
  await openList(visit, "instance");
  await cloud(visit).first().waitFor();
  assert.equal(reads(visit).length, 1);
  await cloud(visit).first().click();
  await openList(visit, "node");
  await cloud(visit).first().waitFor();
  assert.equal(reads(visit).length, 1, "nodes of DDS come with the instances");
  await visit.page.getByRole("button", { name: "Read again" }).click();
  await cloud(visit).first().waitFor();
  assert.equal(reads(visit).length, 2);
  await visit.page.keyboard.press("Escape");
  await visit.page.getByRole("button", { name: "Lock" }).click();
  await openList(visit, "instance");
  await visit.page.getByText("Sign in to see the list.").last().waitFor();
  assert.equal(await cloud(visit).count(), 0, "another token has its own list");
  assert.equal(reads(visit).length, 2);
  visit.assertClean();
  await visit.close();
});

test("without a token the list says so, and opens by itself once somebody has signed in", async () => {
  const visit = await open("taurusdb");
  await openList(visit, "instance");
  await visit.page.getByText("Sign in to see the list.").last().waitFor();
  assert.ok(await options(visit).count() > 0, "known targets need no token");
  await visit.page.locator(".picker").getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByLabel("IAM token").fill(stack.sandbox.ready.token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  await cloud(visit).first().waitFor();
  assert.equal(await visit.focused(), "input instance");
  visit.assertClean();
  await visit.close();
});

test("typing searches names and ids, and choosing another instance empties the node", async () => {
  const visit = await open("dds");
  await visit.signIn();
  const node = await visit.choose("orders-mongo / mongos-1");
  await visit.page.locator("#instance").fill("");
  await visit.page.keyboard.type("catalog");
  await cloud(visit).first().waitFor();
  assert.deepEqual(await cloud(visit).locator(".option-name").allInnerTexts(), ["catalog-mongo"]);
  assert.equal(await active(visit, "instance"), null, "typing chooses nothing by itself");
  assert.ok(!visit.page.url().includes("catalog"), "a search is no target yet");
  await visit.page.keyboard.press("Escape");
  assert.equal((await visit.target()).instance, "", "Escape ends the search");
  await visit.page.keyboard.type("odd-id");
  await visit.page.keyboard.press("Tab");
  await visit.page.locator("#node").focus();
  assert.ok(visit.page.url().includes("odd-id"), "what was typed is the id once the field is left");
  await visit.page.locator("#instance").fill("no such name");
  await visit.page.getByText("Nothing in the cloud's list fits.").last().waitFor();
  await visit.page.locator("#instance").fill(node.instance_id.slice(0, 6));
  await visit.page.waitForFunction(() => document.querySelectorAll("[aria-label='From the cloud'] [role=option]").length === 1);
  await visit.page.keyboard.press("End");
  await visit.page.keyboard.press("ArrowDown");
  await visit.page.keyboard.press("Escape");
  await visit.page.locator("#instance").fill(node.instance_id);
  await visit.page.locator("#node").fill(node.node_id);
  await openList(visit, "instance");
  await cloud(visit).filter({ hasText: "catalog-mongo" }).first().click();
  assert.notEqual((await visit.target()).node, node.node_id);
  visit.assertClean();
  await visit.close();
});

test("hostile names are text, a hidden member cannot be chosen, and proxies of DCS come first", async () => {
  const visit = await open("dds");
  await visit.signIn();
  const id = (digit, end) => digit.repeat(32) + end;
  const node = (digit, role, name) => ({ id: id(digit, "no02"), name, role, status: "normal", private_ip: "10.0.0.5" });
  const markup = "<img src=x onerror=window.pwned=1>\u202e\u0000";
  await answerWith(visit.page, LISTS.dds, {
    status: 200, contentType: "application/json",
    body: JSON.stringify({
      total_count: 2,
      instances: [
        {
          id: id("a", "in02"), name: markup, status: markup, mode: "ReplicaSet", datastore: { version: markup },
          groups: [{ type: "replica", id: "", name: "", status: "", nodes: [node("1", "Primary", markup), node("2", "Hidden", "hidden one")] }],
        },
        { id: "../x", name: "left out", status: "normal", groups: [] },
      ],
    }),
  });
  await openList(visit, "instance");
  await cloud(visit).first().waitFor();
  assert.match(await says(visit), /1 row had no usable id/);
  await assertAccessible(visit, "hostile names");
  await cloud(visit).first().click();
  await openList(visit, "node");
  await cloud(visit).first().waitFor();
  const text = await visit.page.locator(".picker").evaluate((element) => element.textContent);
  assert.doesNotMatch(text, /[\u0000-\u0008\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  assert.match(text, /<img src=x onerror/);
  const hidden = cloud(visit).filter({ hasText: "hidden one" });
  assert.equal(await hidden.getAttribute("aria-disabled"), "true");
  assert.match(await hidden.innerText(), /DDS cannot end sessions there/);
  await hidden.click({ force: true });
  assert.equal((await visit.target()).node, "");
  await cloud(visit).first().click();
  assert.equal((await visit.target()).node, id("1", "no02"));
  assert.equal(await visit.page.evaluate(() => window.pwned ?? null), null);
  await visit.page.reload();
  await visit.page.locator("#node").waitFor();
  await openList(visit, "node");
  await visit.page.getByRole("group", { name: "Recent" }).waitFor();
  assert.equal(await visit.page.evaluate(() => document.querySelectorAll("#app img").length + (window.pwned ?? 0)), 0);
  assert.deepEqual([visit.trouble.errors, visit.trouble.policy], [[], []]);
  await visit.close();
  const cache = await open("dcs");
  await cache.signIn();
  await cache.choose("checkout-cache / node-1");
  await answerWith(cache.page, "**/proxy/dcs/**/logical-nodes*", {
    status: 200, contentType: "application/json",
    body: JSON.stringify({
      redis_instances: [], total_count: 2,
      nodes: [
        { node_id: "1".repeat(32), name: "server", status: "Active", node_role: "redis-server", node_type: "master", node_ip: "10.0.0.1", node_port: 6379 },
        { node_id: "2".repeat(32), name: "door", status: "Active", node_role: "redis-proxy", node_type: "proxy", node_ip: "10.0.0.2", node_port: 6379 },
      ],
    }),
  });
  await openList(cache, "node");
  await cloud(cache).first().waitFor();
  assert.match(await cloud(cache).first().innerText(), /proxy/);
  await cache.close();
});

test("recent targets survive a reload, can be forgotten, and hold no secret", async () => {
  const visit = await open("taurusdb");
  await visit.signIn();
  await openList(visit, "instance");
  await cloud(visit).last().click();
  await openList(visit, "node");
  await visit.page.waitForFunction(() => document.querySelector("#node").value || document.querySelector("[aria-label='From the cloud']"));
  if (await isOpen(visit, "node")) await cloud(visit).last().click();
  const target = await visit.target();
  const text = await kept(visit);
  assert.ok(text.includes(target.node) && text.includes(target.instance));
  assert.ok(!text.includes(stack.sandbox.ready.token));
  await visit.page.reload();
  await visit.page.locator("#node").fill("");
  await visit.page.locator("#instance").fill("");
  await openList(visit, "node");
  const recent = visit.page.getByRole("group", { name: "Recent" }).getByRole("option");
  assert.equal(await recent.count(), 1);
  await visit.page.keyboard.press("Home");
  await visit.page.keyboard.press("Enter");
  assert.deepEqual(await visit.target(), target);
  await openList(visit, "node");
  await visit.page.keyboard.press("Shift+Delete");
  assert.equal(await recent.count(), 0);
  assert.equal(await kept(visit), null);
  visit.assertClean();
  await visit.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing against an open list in ${colorScheme}, wide and narrow`, async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
      const visit = await open("dds", { context: { colorScheme, viewport, reducedMotion: "reduce" } });
      await openList(visit, "instance");
      await assertAccessible(visit, "signed out");
      await visit.page.keyboard.press("Escape");
      await visit.signIn();
      await openList(visit, "instance");
      await cloud(visit).last().waitFor();
      await assertAccessible(visit, "instances");
      const small = await visit.page.evaluate(() => [...document.querySelectorAll(".picker button, .option, .forget, .show-list")]
        .map((one) => one.getBoundingClientRect()).filter(({ width, height }) => width < 24 || height < 24).length);
      assert.equal(small, 0, "targets of 24 px");
      assert.ok(await visit.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing runs out of the page");
      await cloud(visit).last().click();
      await openList(visit, "project");
      await cloud(visit).first().waitFor();
      await assertAccessible(visit, "projects");
      await visit.page.keyboard.press("Escape");
      await visit.page.route("**/proxy/**", (route) => route.abort("internetdisconnected"));
      await visit.page.locator("a[href*=dcs]").first().click();
      await openList(visit, "instance");
      await visit.page.locator(".picker-state.problem, .picker-state progress").first().waitFor();
      await assertAccessible(visit, "no answer");
      await visit.close();
    }
  });
}

test("who chose an instance from the list types its name to end every client of it, and not its id", async () => {
  const visit = await open("dcs");
  await visit.signIn();
  const wanted = stack.sandbox.ready.nodes.find(({ name }) => name === "checkout-cache / node-1");
  await openList(visit, "instance");
  await cloud(visit).filter({ hasText: "checkout-cache" }).first().click();
  await visit.page.waitForFunction((id) => document.querySelector("#instance").value === id, wanted.instance_id);
  await openList(visit, "node");
  await cloud(visit).first().click();
  await visit.page.waitForFunction(() => document.querySelector("#node").value);
  await visit.tab("Kill all clients");
  await visit.page.getByRole("radio", { name: /All nodes of the instance/ }).check();
  await visit.ask();
  assert.equal(await visit.dialog.locator(".demanded").innerText(), "checkout-cache");
  await visit.dialog.locator("#reason").fill("INC-1");
  await visit.dialog.locator("#typed").fill(wanted.instance_id);
  assert.ok(await visit.sendButton.isDisabled());
  await visit.dialog.locator("#typed").fill("checkout-cache");
  assert.ok(await visit.sendButton.isEnabled());
  assert.equal(visit.kills().length, 0);
  await visit.close();
});
