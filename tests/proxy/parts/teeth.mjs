// Each protection taken out of the shipped file, one at a time: then something does reach the cloud. So the tests above would see it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, DDS_NODE, headersOf, named, PROJECT } from "../support/calls.mjs";
import { exchange, request } from "../support/raw.mjs";
import { front, stage } from "../support/stage.mjs";

const kill = named("dds.kill");
const list = named("dds.list");
const as = (one, change = {}, target = one.target, body = one.body) => (host) => request(one.method, target, headersOf(one, host, change), body);
const same = attempt();

/** What is taken away, the text that goes, what stands there instead, and the requests of which the last then gets through. */
const CASES = [
  ["the end of the pattern of a call", "/session HTTP/1\\.[01]$\"", "/session\"", as(kill, {}, `${kill.target}/x`)],
  ["both grammars of ids", /(POST \/proxy\/dds\/)\S+(\/v3\/)\S+(\/nodes\/)\S+(\/session HTTP)/, "$1[^/]+$2[^/]+$3[^/]+$4", as(kill, {}, `/proxy/dds/eu-de/v3/${PROJECT}/nodes/%2e%2e/session`), "default no;\n    \"~^(?:/[A-Z", "default yes;\n    \"~^(?:/[A-Z"],
  ["the second grammar of ids", "default no;\n    \"~^(?:/[A-Z", "default yes;\n    \"~^(?:/[A-Z", as(kill, {}, `/proxy/dds/eu-de/v3/${PROJECT}/nodes/-x/session`)],
  ["the query's table", "default no;\n    \"~^[a-z_.]+\\?$\"", "default yes;\n    \"~^[a-z_.]+\\?$\"", as(list, {}, `${list.target}&url=http://evil.example`)],
  ["the host's name", /("~\^)127\S+"( yes;\n\}\n\n# Below)/, "$1\"$2", as(kill, { Host: "evil.example", Origin: null })],
  ["the check of where a request comes from", "\"~ page:no\"          page;", "", as(kill, { "Sec-Fetch-Site": "cross-site" }), "page:yes", "page:(?:yes|no)"],
  ["the check of the type", "\"~ type:no\"          type;", "", as(kill, { "Content-Type": "text/plain" }), "type:yes", "type:(?:yes|no)"],
  ["the check for an attempt id", "\"~ attempt:no\"       attempt;", "", as(kill, { "X-Attempt-Id": null }), "attempt:yes", "attempt:(?:yes|no)"],
  ["the check for a body", "\"~ body:no\"          body;", "", as(list, { "Content-Length": "2" }, list.target, "{}"), "body:yes", "body:(?:yes|no)"],
  ["the judgement itself", "if ($quell_fault = call)    { return 403; }", "", as(kill, {}, `/proxy/dds/eu-de/v3/${PROJECT}/users`)],
  ["the limit of bodies", "client_max_body_size    64k;", "client_max_body_size    1m;", as(kill, {}, kill.target, "x".repeat(65_537))],
  ["the guard", "limit_req zone=quell_once;", "", as(kill, { "X-Attempt-Id": same }), as(kill, { "X-Attempt-Id": same })],
  ["the check of the cloud's certificate", "proxy_ssl_verify on;", "", as(kill), { ca: "/etc/ssl/certs/ca-certificates.crt" }],
];

for (const [what, old, now, ...rest] of CASES) {
  test(`without ${what} the cloud is reached by what must not reach it`, async () => {
    const sends = [as(kill), ...rest].filter((part) => typeof part === "function").slice(1);
    const [from, to] = rest.filter((part) => typeof part === "string");
    const options = rest.find((part) => typeof part === "object") ?? {};
    const broken = (text) => {
      const changed = text.replace(old, now);
      assert.notEqual(changed, text, "the text that was to go is not there");
      return from ? changed.replace(from, to) : changed;
    };
    const reached = async (nginx) => {
      stage.cloud.heal();
      for (const bytes of sends) await exchange(nginx.port, bytes(`127.0.0.1:${nginx.port}`));
      return stage.cloud.arrivals.length;
    };
    // As it is shipped it holds; with another authority than the test's nobody's certificate is good.
    if (!options.ca) assert.equal(await reached(stage.nginx), sends.length - 1, "it holds");
    const nginx = await front({ change: broken, ...options });
    try {
      assert.equal(await reached(nginx), sends.length, "it is needed");
    } finally {
      await nginx.stop();
      stage.cloud.heal();
    }
  });
}

test("without the list of headers the cloud gets the portal's cookie", async () => {
  const nginx = await front({ change: (text) => text.replace("proxy_pass_request_headers off;", "") });
  await exchange(nginx.port, as(kill, { Cookie: "portal=1" })(`127.0.0.1:${nginx.port}`));
  await nginx.stop();
  assert.equal(stage.cloud.arrivals[0].header("cookie"), "portal=1");
  assert.ok(stage.cloud.arrivals[0].url.includes(DDS_NODE));
  stage.cloud.heal();
});
