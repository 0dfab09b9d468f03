// Sessions whose every field tries to hurt: they are text in the list, the bars and the details, and nothing else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lendHand } from "./support/hand.mjs";
import { HALVES, NAUGHTY } from "./support/naughty.mjs";
import { openSessions, serveRows } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
before(async () => { stack = await startStack({ sandbox: { args: ["--sessions", "16"] } }); });
after(() => stack?.stop());

/**
 * Runs before the page's scripts and looks at everything that is ever drawn: what became an element that no screen
 * of the console has, what has a program in an attribute, and what nobody could see or would turn the line around.
 */
function watch() {
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;
  const FOREIGN = "script, img, iframe, object, embed, video, audio, math, marquee, base, meta, link, template, form[action], a[href^='javascript' i], a[href^='data' i]";
  const seen = { elements: [], attributes: [], unseen: [], looked: 0 };
  window.__seen = seen;
  const note = (list, what) => { if (list.length < 20) list.push(what.slice(0, 200)); };
  const text = (where, value) => {
    seen.looked += 1;
    if (UNSEEN.test(value)) note(seen.unseen, `${where}: ${JSON.stringify(value.match(UNSEEN)[0])} in ${JSON.stringify(value.slice(0, 60))}`);
  };
  const element = (one) => {
    if (one.matches(FOREIGN)) note(seen.elements, one.outerHTML);
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || (name === "style" && !/^(height|transform|display|width)/.test(value))) note(seen.attributes, `${name}=${value}`);
      text(`${one.tagName} ${name}`, value);
    }
  };
  const look = (node) => {
    if (node.nodeType === Node.TEXT_NODE) text(node.parentElement?.tagName ?? "", node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    element(node);
    node.childNodes.forEach(look);
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => changes.forEach(({ type, target, addedNodes }) => {
      if (type === "childList") addedNodes.forEach(look);
      else if (type === "characterData") look(target);
      else element(target);
    })).observe(document.getElementById("app"), { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

/** Nothing hostile was drawn so far, and a good deal was looked at. */
async function assertHarmless(visit) {
  const { pwned, title, seen } = await visit.page.evaluate(() => ({ pwned: window.pwned ?? null, title: document.title, seen: window.__seen }));
  assert.deepEqual({ pwned, elements: seen.elements, attributes: seen.attributes, unseen: seen.unseen }, {
    pwned: null, elements: [], attributes: [], unseen: [],
  });
  assert.notEqual(title, "pwned");
  assert.ok(seen.looked > 100, `${seen.looked} texts`);
}

const json = (text) => JSON.stringify(text);
const texts = NAUGHTY.map(json);
const row = (fields, more) => `{${Object.entries(more).concat(fields).map(([key, value]) => `"${key}":${value}`).join()}}`;
const all = (keys, text) => keys.map((key) => [key, text]);

const ROWS = {
  dds: texts.map((text) => row(all(["id", "client", "user", "db", "namespace", "type", "cost_time", "plan_summary", "host", "description", "operation"], text), { active: true })),
  dcs: texts.map((text, index) => row(all(["peer", "addr", "name", "user", "db", "cmd", "flags", "fd", "events", "network"], text), {
    id: index, age: index, idle: 0, sub: 0, psub: 0, multi: -1, qbuf: 0, qbuf_free: 0, obl: 0, oll: 0, omem: 0,
  })),
  taurusdb: texts.map((text, index) => row(all(["user", "host", "db", "command", "state", "info"], text), { id: index + 1, time: index })),
};

for (const [service, name] of [["dds", "orders-mongo / mongos-1"], ["dcs", "checkout-cache / node-1"], ["taurusdb", "orders-db / primary"]]) {
  test(`every naughty string in every field of ${service} is text in the list, the bars and the details`, async () => {
    const visit = await openSessions(stack, name, {
      init: [watch, lendHand], before: (page) => serveRows(page, service, () => ROWS[service]),
      context: { viewport: { width: 1400, height: 560 } },
    });
    const { shown, all: total } = await visit.count();
    assert.equal(shown, total);
    assert.ok(total >= 515, `${total} rows`);
    assert.equal(total, texts.length);
    // Some of it is seen as what it is: the texts are not simply left out.
    await visit.filter("user:\"<script>window.pwned=1\"");
    await visit.page.waitForFunction(() => / of /.test(document.querySelector(".counted").textContent));
    assert.ok((await visit.column("user")).includes("<script>window.pwned=1</script>"));
    await visit.filter("");
    await visit.counts(total, total);

    // Each row's details, from the first to the last, have what the row says of its user.
    await visit.grid.press("Home");
    await visit.grid.press("Enter");
    await visit.drawer.waitFor();
    const others = await visit.grid.evaluate(async (grid, last) => {
      const cursor = () => Number(document.querySelector("#row-at-cursor")?.ariaRowIndex);
      // The drawer gives what cannot be seen a look of its own: the words between are the same.
      const words = (selector) => document.querySelector(selector).textContent.match(/[\p{L}\p{N}]+/gu) ?? [];
      const found = [];
      for (let at = 2; ; at += 1) {
        await window.__hand.until(() => cursor() === at, `the cursor in row ${at}`);
        const told = words(".drawer").join(" ");
        found.push(...words("#row-at-cursor .col-user").filter((word) => !told.includes(word)).map((word) => [at, word]));
        if (at === last) return found;
        grid.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
      }
    }, total + 1);
    assert.deepEqual(others, []);
    await assertHarmless(visit);
    await visit.page.keyboard.press("Escape");

    // The bars put what they are of into the filter, and it finds its rows; the last card has ages.
    const bars = await visit.page.evaluate(async () => {
      const all = () => [...document.querySelectorAll(".picture:not(:last-child) button.share")];
      const said = [];
      const count = all().length;
      for (let place = 0; place < count; place += 1) {
        const bar = all()[place];
        const rows = Number(bar.querySelector(".share-rows").textContent);
        bar.click();
        await window.__hand.until(() => document.querySelector("#filter").value !== "", "the filter of a bar");
        const [found] = document.querySelector(".counted").textContent.match(/\d+/).map(Number);
        said.push({ filter: document.querySelector("#filter").value, rows, found, fault: document.querySelector("#filter-says").textContent });
        await window.__hand.fill("#filter", "");
        // With the filter the bars were others.
        await window.__hand.until(() => all().length === count, "all bars");
      }
      return said;
    });
    assert.ok(bars.length >= 6, `${bars.length} bars`);
    assert.deepEqual(bars.filter(({ rows, found, fault }) => !(rows > 0 && found >= rows) || fault !== ""), []);
    await visit.grid.press("Control+a");
    await visit.tray.waitFor();
    await assertHarmless(visit);
    visit.assertClean();
    await visit.close();
  });
}

test("naughty strings as a filter are a filter or a fault, and never more than text", async () => {
  const visit = await openSessions(stack, "orders-db / primary", { init: [watch, lendHand] });
  await visit.page.evaluate(async (texts) => {
    for (const text of texts) {
      await window.__hand.fill("#filter", text);
      await window.__hand.fill("#filter", `is:${text}`);
    }
  }, NAUGHTY.filter(({ length }, index) => length < 200 && index % 11 === 0));
  await visit.filter("is:\u202egnp.exe");
  await visit.fault.getByText("not ⟨U+202E⟩gnp.exe").waitFor();
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});

test("halves of a pair, which are no text, are shown as something or said to be no list", async () => {
  const rows = HALVES.map((half, index) => row(all(["user", "host", "info"], `"${half}"`), { id: index + 1, time: index }));
  const visit = await openSessions(stack, "orders-db / primary", {
    init: [watch], listed: false, before: (page) => serveRows(page, "taurusdb", () => rows),
  });
  await visit.grid.or(visit.page.getByText("The answer does not have the form that the manual documents.")).first().waitFor();
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});

test("a hostile link is a filter and an order that nobody believes", async () => {
  const hostile = encodeURIComponent("is:\u202e<img src=x onerror=window.pwned=1>");
  const visit = await openSessions(stack, "orders-db / primary", {
    init: [watch], link: `?q=${hostile}&sort=%3Cscript%3E&env=%3Cb%3E`,
  });
  await visit.fault.getByText("not ⟨U+202E⟩<img.").waitFor();
  assert.equal(await visit.header("Time").getAttribute("aria-sort"), "descending");
  assert.equal("sort" in visit.address().query, false);
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});

test("the sandbox's own hostile sessions can be told apart, ticked and asked about", async () => {
  for (const name of ["orders-db / primary", "orders-mongo / mongos-1", "checkout-cache / node-1"]) {
    const visit = await openSessions(stack, name, { init: [watch] });
    await visit.filter("\"<script>alert(2)\" is:killable");
    await visit.page.waitForFunction(() => / of /.test(document.querySelector(".counted").textContent));
    assert.ok((await visit.count()).shown > 0);
    await visit.tick(0);
    await visit.tray.getByRole("button", { name: "Preview request" }).click();
    await visit.killTicked.click();
    await visit.dialog.waitFor();
    await visit.cancelButton.click();
    await assertHarmless(visit);
    visit.assertClean();
    await visit.close();
  }
});

test("a scan's time that is no time is shown as text", async () => {
  const visit = await openSessions(stack, "checkout-cache / node-1", {
    init: [watch],
    before: (page) => page.route("**/clients?*", (route) => route.fulfill({
      status: 200, contentType: "application/json", body: JSON.stringify({ time: "\u202e<b>now</b>\u0007", count: 0, clients: [] }),
    })),
  });
  await visit.page.getByText("scan of ⟨U+202E⟩<b>now</b>⟨U+0007⟩").waitFor();
  await assertHarmless(visit);
  visit.assertClean();
  await visit.close();
});
