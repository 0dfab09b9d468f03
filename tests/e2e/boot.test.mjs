// The page starts under the production headers, and says plainly when it cannot.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchBrowser } from "./support/browser.mjs";
import { tamper } from "./support/faults.mjs";
import { startNeighbour } from "./support/neighbour.mjs";
import { openPage } from "./support/page.mjs";
import { countRequests } from "./support/requests.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

let stack;
before(async () => { stack = await startStack(); });
after(() => stack?.stop());

/** Yew has taken the place of the loading state. */
const started = (page) => page.waitForFunction(() => {
  const app = document.getElementById("app");
  return app.childElementCount > 0 && !app.querySelector("#loading");
});

/** The plain message is shown, for this one reason, and names the way without the console. */
async function assertRefused(page, reason) {
  const notice = page.locator("#no-start");
  await notice.waitFor({ state: "visible" });
  const shown = await notice.locator("[data-reason]:visible").evaluateAll((all) => all.map((one) => one.dataset.reason));
  assert.deepEqual(shown, [reason]);
  assert.match(await notice.innerText(), /curl -X POST/);
  assert.equal(await page.locator("#app").isVisible(), false);
}

/** One more byte at the end, in a custom section: still valid wasm, but not what was built. */
const oneSectionMore = ({ body }) => ({ body: Buffer.concat([body, Buffer.from([0, 2, 1, 65])]) });

test("the page starts under the production headers, with no report and no word on the console", async () => {
  const visit = await stack.open();
  await started(visit.page);
  const policy = (await visit.page.request.get(stack.url)).headers()["content-security-policy"];
  for (const part of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'",
    "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"]) {
    assert.ok(policy.includes(part), `${part} in ${policy}`);
  }
  assert.equal(await visit.page.locator("#no-start").isVisible(), false);
  assert.equal(await visit.page.evaluate(() => "wasmBindings" in window), false);
  visit.assertClean();
  await visit.close();
});

test("a changed wasm file is refused and the plain message is shown", async () => {
  const visit = await stack.open("/", { before: (page) => tamper(page, "**/*.wasm", oneSectionMore) });
  await assertRefused(visit.page, "broken");
  assert.match(visit.trouble.policy.join("\n"), /integrity/);
  await visit.close();
});

test("changed glue is refused and the plain message is shown", async () => {
  const visit = await stack.open("/", {
    before: (page) => tamper(page, "**/quell-*.js", ({ body }) => ({ body: `${body}\nwindow.ranChanged = true;` })),
  });
  await assertRefused(visit.page, "broken");
  assert.equal(await visit.page.evaluate(() => "ranChanged" in window), false);
  await visit.close();
});

test("a wasm file that is gone from the host gives the plain message", async () => {
  const visit = await stack.open("/", {
    before: (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "" })),
  });
  await assertRefused(visit.page, "broken");
  await visit.close();
});

test("the wasm file travels once, and does not wait for the start script", async () => {
  let sent;
  let letBootGo;
  const bootMayGo = new Promise((done) => { letBootGo = done; });
  const visit = await openPage(stack.browser, null, {
    before: async (page) => {
      sent = countRequests(page);
      await page.route("**/boot-*.js", async (route) => { await bootMayGo; await route.continue(); });
    },
  });
  const opened = visit.page.goto(stack.url);
  await until("the wasm file to be asked for", () => sent.count("GET", /\.wasm$/) === 1);
  letBootGo();
  await opened;
  await started(visit.page);
  assert.equal(sent.count("GET", /\.wasm$/), 1);
  visit.assertClean();
  await visit.close();
});

test("a page without the WebAssembly object gives the plain message", async () => {
  const visit = await stack.open("/", { init: [() => { delete globalThis.WebAssembly; }] });
  await assertRefused(visit.page, "no-wasm");
  visit.assertClean();
  await visit.close();
});

test("a browser whose policy turns WebAssembly off gives the plain message", async () => {
  const strict = await launchBrowser({ args: ["--js-flags=--jitless"] });
  try {
    const visit = await openPage(strict, stack.url);
    await assertRefused(visit.page, "no-wasm");
    visit.assertClean();
  } finally {
    await strict.close();
  }
});

test("a browser without JavaScript shows the message that is in the page", async () => {
  const visit = await stack.open("/", { context: { javaScriptEnabled: false } });
  assert.match(await visit.page.locator("noscript").innerText(), /JavaScript is turned off[\s\S]*curl -X DELETE/);
  await visit.close();
});

/** Another site's page that lays the console into a frame. */
const framing = () => startNeighbour(`<!doctype html><iframe width=600 height=400 src="${stack.url}/"></iframe>`);

test("a frame is refused by the headers", async () => {
  const neighbour = await framing();
  const visit = await openPage(stack.browser, neighbour.url);
  await until("the browser's refusal", () => visit.trouble.policy.some((word) => /frame-ancestors/.test(word)));
  await visit.close();
  await neighbour.stop();
});

test("a frame is refused by the page itself where a host forgot the headers", async () => {
  const neighbour = await framing();
  const forgetful = ({ headers }) => ({ headers: { "content-type": headers["content-type"] } });
  const visit = await openPage(stack.browser, neighbour.url, {
    before: (page) => tamper(page, `${stack.url}/`, forgetful),
  });
  await assertRefused(visit.page.frameLocator("iframe"), "framed");
  await visit.close();
  await neighbour.stop();
});
