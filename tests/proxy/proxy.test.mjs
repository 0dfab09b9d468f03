// The shipped nginx files on the distribution's nginx, before a cloud with a certificate: what must pass, what must not, and what
// must never happen twice. Ends with one table.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { raise, strike } from "./support/stage.mjs";
import { table, trespassers } from "./support/tally.mjs";

before(raise);
after(strike);

for (const part of ["calls", "headers", "logs", "hostile", "once", "replicas", "probes", "teeth"]) await import(`./parts/${part}.mjs`);

test("nothing that must not reached the cloud", () => {
  console.log(`\n${table()}\n`);
  assert.equal(trespassers(), 0);
});
