// What a fault makes the browser say, and nothing beyond it.

import assert from "node:assert/strict";

/**
 * The page heard exactly one failed call, said so once on the console, threw nothing, and broke no policy.
 * `fits` is what the browser calls the failure: a status or a net error.
 */
export function assertOneFailedCall({ trouble }, fits) {
  assert.deepEqual({ errors: trouble.errors, policy: trouble.policy }, { errors: [], policy: [] });
  assert.equal(trouble.console.length, 1, trouble.console.join("\n"));
  assert.match(trouble.console[0], /^error: Failed to load resource: /);
  assert.match(trouble.console[0], fits);
  assert.equal(trouble.requests.length, 1, trouble.requests.join("\n"));
  assert.match(trouble.requests[0], fits);
}
