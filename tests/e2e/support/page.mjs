// A page that remembers everything that went wrong in it.

import assert from "node:assert/strict";
import { asSent, isMeant } from "./kills.mjs";

/** Runs in every document before its own scripts: the browser's word on broken policy, as data. */
function reportPolicy() {
  document.addEventListener("securitypolicyviolation", (event) => {
    window.__quellReport?.(`${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
}

/**
 * Opens a page in a context (cookies, storage) of its own.
 * `init` are functions to run before the page's scripts; `context` are Playwright's context options.
 * Gives `page`, `trouble` (lists of what was heard), `assertClean()` and `close()`.
 */
export async function openPage(browser, url, { init = [], before, context: options = {} } = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const trouble = { console: [], errors: [], policy: [], requests: [] };

  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const text = `${message.type()}: ${message.text()}`;
    // Chromium tells of a refusal by the address and the status alone; only the self-test has these.
    const { url } = message.location();
    const status = Number(/^error: Failed to load resource: .* status of (\d+) /.exec(text)?.[1]);
    if (status && URL.canParse(url) && isMeant({ method: "DELETE", path: new URL(url).pathname }, status)) return;
    trouble.console.push(text);
    if (/Content Security Policy|Trusted ?Type|integrity/i.test(text)) trouble.policy.push(text);
  });
  page.on("pageerror", (error) => trouble.errors.push(String(error.stack ?? error)));
  const answered = new WeakSet();
  page.on("requestfailed", (request) => {
    // Chromium sometimes calls an answer "aborted" after the page has read it to its end: a 204, or one with
    // no-store (microsoft/playwright#32752, #42742). An answer that is cut short has another name.
    if (request.failure()?.errorText === "net::ERR_ABORTED" && answered.has(request)) return;
    trouble.requests.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    answered.add(response.request());
    if (response.status() >= 400 && !isMeant(asSent(response.request()), response.status())) trouble.requests.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
  await page.exposeFunction("__quellReport", (report) => { trouble.policy.push(report); });
  await page.addInitScript(reportPolicy);
  for (const script of init) await page.addInitScript(script);
  // Where a test lays its traps (routes, counters) before anything is asked for.
  await before?.(page);
  if (url) await page.goto(url);

  return {
    page,
    context,
    trouble,
    /** Nothing was said on the console, nothing thrown, nothing blocked, nothing failed. */
    assertClean() {
      assert.deepEqual(trouble, { console: [], errors: [], policy: [], requests: [] });
    },
    close: () => context.close(),
  };
}
