// Every refusal that DCS documents meets a kill once, and ends in its class with its words.

import { after, before, test } from "node:test";
import { launchBrowser } from "./support/browser.mjs";
import { meetRefusals, tellCounts } from "./support/refusals.mjs";

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const counts = { survived: 0, all: 0, arrivals: 0, lost: 0 };

test("every refusal of DCS is met once, and ends in its class with its words", { concurrency: 2 }, async (t) => {
  await Promise.all([
    t.test("dcs.kill, the even parts", () => meetRefusals(browser, "dcs.kill", ["dcs"], counts, { place: 0, of: 2 })),
    t.test("dcs.kill, the odd parts", () => meetRefusals(browser, "dcs.kill", ["dcs"], counts, { place: 1, of: 2 })),
  ]);
});

// Printed at the end, whatever failed.
test("the refusals are counted", (t) => tellCounts(t, counts, 291));
