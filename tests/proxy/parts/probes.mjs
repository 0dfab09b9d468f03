// The address at which the console tests its route: it tells what a cloud would have got, and no cloud hears of it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { attempt, headersOf, named } from "../support/calls.mjs";
import { ADDRESS, ALL, BODY, HOSTILE, passed, probe } from "../support/checks.mjs";
import { send } from "../support/raw.mjs";
import { front, stage } from "../support/stage.mjs";
import { note } from "../support/tally.mjs";

after(() => stage.cloud.heal());

test("the shipped nginx passes every check of the self-test, and none of it reaches a cloud", async () => {
  stage.cloud.heal();
  assert.deepEqual(await passed(stage.nginx.port), ALL);
  note("the probes of a self-test", 5, stage.cloud.arrivals.length, 0);
  assert.equal(stage.cloud.arrivals.length, 0);
});

test("the self-test tells what came out on the inner side, under the headers of every answer, and its audit line names it", async () => {
  const answer = await probe(stage.nginx.port, stage.host, { "X-Auth-Token": "0".repeat(12_287) }, ADDRESS, `${BODY}   `);
  assert.deepEqual([answer.status, answer.json()], [200, { method: "DELETE", body: BODY.length + 3, header: 0 }]);
  assert.equal(answer.header("content-type"), "application/json");
  for (const name of ["content-security-policy", "x-content-type-options", "cross-origin-resource-policy"]) {
    assert.equal(answer.headers.filter(([known]) => known === name).length, 1, name);
  }
  assert.deepEqual([answer.header("x-proxy-stage"), answer.header("cache-control")], [null, "no-store"]);
  const line = stage.nginx.audit().filter(({ call }) => call === "self.test").at(-1);
  assert.deepEqual([line.path, line.status, line.cloud_status], [ADDRESS, 200, "200"]);
  assert.match(line.attempt, /^[0-9a-f-]{36}$/);
});

test("what is no request of our own page is refused at the self-test as it is at a kill", async () => {
  const { port } = stage.nginx;
  for (const [status, more, target] of [
    [403, { "Sec-Fetch-Site": "cross-site" }], [403, { Origin: "https://evil.example" }], [415, { "Content-Type": "text/plain" }],
    [422, { "X-Attempt-Id": "" }], [422, { "X-Attempt-Id": "1" }], [421, { Host: "evil.example" }],
    [403, {}, HOSTILE], [403, {}, `${ADDRESS}/`], [403, {}, `${ADDRESS}?a=b`], [403, {}, "/proxy/self%2dtest"], [403, {}, "/proxy//self-test"],
  ]) {
    const answer = await probe(port, stage.host, more, target);
    assert.deepEqual([answer.status, answer.header("x-proxy-stage")], [status, "refused"], JSON.stringify([more, target]));
  }
  const posted = await send(port, "POST", ADDRESS, headersOf(named("dds.kill"), stage.host), BODY);
  assert.equal(posted.status, 403);
});

test("an attempt of the self-test is used up for kills, and one of a kill for the self-test: it is one guard", async () => {
  const kill = named("taurusdb.kill");
  const asKill = (id) => send(stage.nginx.port, kill.method, kill.target, headersOf(kill, stage.host, { "X-Attempt-Id": id }), kill.body);
  const asProbe = (id) => probe(stage.nginx.port, stage.host, { "X-Attempt-Id": id });
  for (const [first, second] of [[asKill, asProbe], [asProbe, asKill]]) {
    const id = attempt();
    const answers = [await first(id), await second(id)];
    assert.deepEqual(answers.map(({ status }) => status), [200, 409]);
    assert.equal(answers[1].header("x-proxy-stage"), "duplicate");
  }
});

/** What is done to the shipped file, and the one check that then fails. */
const CASES = [
  ["the guard is off", "limit_req zone=quell_once;", "", "guard"],
  ["the room for headers is nginx's own", "large_client_header_buffers 4 40k;", "", "header"],
  ["the token is not passed on", "proxy_set_header X-Auth-Token     $http_x_auth_token;", "", "header"],
  ["the body is not passed on", "proxy_pass_request_headers off;", "proxy_pass_request_headers off; proxy_pass_request_body off; proxy_set_header Content-Length \"\";", "body"],
  ["the token of a sign-in is hidden", "proxy_hide_header Set-Cookie;", "proxy_hide_header X-Subject-Token;", "readable"],
  ["the time to wait is hidden", "proxy_hide_header Set-Cookie;", "proxy_hide_header Retry-After;", "readable"],
  ["paths are not judged", "if ($quell_fault = call)    { return 403; }", "", "path"],
];

for (const [what, old, now, check] of CASES) {
  test(`where ${what} the self-test says so, and finds nothing else wrong`, async () => {
    const nginx = await front({
      change(text) {
        assert.ok(text.includes(old), "the text that was to go is not there");
        return text.replace(old, now);
      },
    });
    try {
      assert.deepEqual(await passed(nginx.port), ALL.filter((one) => one !== check));
    } finally {
      await nginx.stop();
    }
  });
}
