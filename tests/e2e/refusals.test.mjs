// Every refusal that DDS, TaurusDB and the gateway document meets a kill once, and ends in its class with its words.

import { after, before, test } from "node:test";
import { launchBrowser } from "./support/browser.mjs";
import { meetRefusals, tellCounts } from "./support/refusals.mjs";

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const counts = { survived: 0, all: 0, arrivals: 0, lost: 0 };

test("every refusal of DDS, TaurusDB and the gateway is met once, and ends in its class with its words", { concurrency: 2 }, async (t) => {
  await Promise.all([
    t.test("dds.kill", () => meetRefusals(browser, "dds.kill", ["dds"], counts)),
    t.test("taurusdb.kill", () => meetRefusals(browser, "taurusdb.kill", ["taurusdb", "gateway"], counts)),
  ]);
});

// Printed at the end, whatever failed.
test("the refusals are counted", (t) => tellCounts(t, counts, 181 + 148 + 70));
