// Every call passes byte for byte, with the headers that are its own and no others; what comes back is what the cloud said,
// without what steers a browser.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { TOP } from "../../e2e/support/paths.mjs";
import { CALLS, headersOf, named } from "../support/calls.mjs";
import { send } from "../support/raw.mjs";
import { front, HOSTS, stage } from "../support/stage.mjs";
import { startCloud } from "../support/cloud.mjs";
import { startAuthority } from "../support/certificates.mjs";
import { note } from "../support/tally.mjs";

const VECTORS = process.env.QUELL_VECTORS ?? join(TOP, "crates/core/tests/vectors");
const REGION = { "dds.": "dds", "dcs.": "dcs", gauss: "taurusdb", "iam.": "iam" };
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The requests that the vendor's clients were seen to make, of calls that the console makes too. */
function* vectors() {
  for (const file of readdirSync(VECTORS).filter((name) => name.endsWith(".json") && name !== "errors.json").sort()) {
    const all = JSON.parse(readFileSync(join(VECTORS, file), "utf8"));
    for (const { name, request } of Array.isArray(all) ? all : []) {
      const method = request?.method;
      const host = request?.headers?.find?.(([known]) => known.toLowerCase() === "host")?.[1] ?? "";
      const service = Object.entries(REGION).find(([start]) => host.startsWith(start))?.[1]
        ?? Object.entries({ dds: "dds", dcs: "dcs", taurusdb: "taurusdb", iam: "iam" }).find(([word]) => file.includes(word))?.[1];
      if (!method || !service) continue;
      yield { title: `${file}/${name}`, service, ...request, query: request.query ?? "" };
    }
  }
}

/** Whether a recorded request is a call of the console's: its method and path with any ids, and no query that it never makes. */
function isOurs({ method, path, service, query }) {
  if (query.split("&").some((pair) => pair && !/^[a-z_]+=[A-Za-z0-9._~%-]+$/.test(pair) && pair !== "nocatalog")) return false;
  const shape = (text) => text.split("?")[0].split("/").map((part, at) => (at > 1 && /[0-9]/.test(part) && ID.test(part) ? "*" : part)).join("/");
  const own = CALLS.find((one) => one.service === service && one.method === method && shape(one.path) === shape(path));
  return own && (own.path.includes("?") || !query) && (own.name !== "iam.login" || query.startsWith("nocatalog")) ? own : null;
}

const PASSED = ["authorization", "content-type", "x-auth-token", "x-language", "x-project-id", "x-sdk-date", "x-security-token", "x-domain-id"];

test("every call reaches its own cloud byte for byte, with the headers that were made for it and no others", async () => {
  for (const one of CALLS) {
    stage.cloud.heal();
    const given = headersOf(one, stage.host, {
      "X-Language": "en-us", Cookie: "portal=1", "X-Forwarded-For": "10.1.1.1", "User-Agent": "x", Connection: "keep-alive", "X-Evil": "1", Te: "trailers",
      "X-Proxy-Stage": "refused", Range: "bytes=0-1", "If-None-Match": "*", "Accept-Encoding": "gzip", Expect: "100-continue",
    });
    const answer = await send(stage.nginx.port, one.method, one.target, given, one.body);
    assert.equal(answer?.status, 200, `${one.name}: ${answer?.status} ${answer?.body}`);
    assert.equal(stage.cloud.arrivals.length, 1, one.name);
    const [arrival] = stage.cloud.arrivals;
    assert.deepEqual([arrival.method, arrival.url, arrival.body.toString(), arrival.server], [one.method, one.path, one.body, HOSTS[one.service]]);
    const own = Object.fromEntries(given);
    const expected = {
      Host: HOSTS[one.service], Connection: "close", Accept: "application/json", "X-Auth-Token": "token-of-a-test", "X-Language": "en-us",
      ...(one.body && { "Content-Length": `${Buffer.byteLength(one.body)}`, "Content-Type": "application/json" }),
      ...(one.kills && { "X-Attempt-Id": own["X-Attempt-Id"] }),
    };
    assert.deepEqual(Object.fromEntries(arrival.headers), expected, one.name);
    assert.equal(arrival.headers.length, Object.keys(expected).length, `${one.name}: a header came twice`);
  }
  note("every call, as it should be", CALLS.length, CALLS.length, CALLS.length);
});

test("the requests that the vendor's own clients make pass byte for byte, signatures and all", async () => {
  const seen = new Map();
  const known = [...vectors()].filter(isOurs);
  for (const vector of known) {
    const own = isOurs(vector);
    stage.cloud.heal();
    const headers = headersOf(own, stage.host, { "X-Auth-Token": null, "Content-Type": null });
    const kept = vector.headers.filter(([name]) => PASSED.includes(name.toLowerCase()));
    const target = `/proxy/${vector.service}/eu-de${vector.path}${vector.query ? `?${vector.query}` : ""}`;
    const body = vector.body ?? "";
    const answer = await send(stage.nginx.port, vector.method, target, [...headers, ...kept.filter(([, value]) => value)], body);
    assert.equal(answer?.status, 200, `${vector.title}: ${answer?.status} ${answer?.body}`);
    const [arrival] = stage.cloud.arrivals;
    assert.deepEqual([arrival.method, arrival.url, arrival.body.toString()], [vector.method, target.slice(`/proxy/${vector.service}/eu-de`.length), body], vector.title);
    for (const [name, value] of kept) if (value) assert.equal(arrival.header(name.toLowerCase()), value, `${vector.title}: ${name}`);
    seen.set(own.name, (seen.get(own.name) ?? 0) + 1);
  }
  // Of the projects one may use nobody has recorded a request.
  for (const { name } of CALLS.filter((one) => one.name !== "iam.own_projects")) assert.ok(seen.get(name) > 0, `no vector was of ${name}: ${[...seen.keys()]}`);
  note("requests of the vendor's clients", known.length, known.length, known.length);
});

test("a token of 32 KiB passes, and comes back whole in X-Subject-Token", async () => {
  stage.cloud.heal();
  const token = "t".repeat(32 * 1024);
  stage.cloud.answer((arrival, response) => {
    response.writeHead(201, { "content-type": "application/json", "x-subject-token": arrival.header("x-auth-token"), date: "Wed, 01 Jan 2025 00:00:00 GMT" });
    response.end('{"token":{}}');
  });
  const one = named("iam.login");
  const answer = await send(stage.nginx.port, one.method, one.target, headersOf(one, stage.host, { "X-Auth-Token": token }), one.body);
  assert.equal(answer.status, 201);
  assert.ok(answer.header("x-subject-token") === token, "the token did not come back whole");
  // The cloud's clock, not ours.
  assert.equal(answer.header("date"), "Wed, 01 Jan 2025 00:00:00 GMT");
  stage.cloud.heal();
  const longer = await send(stage.nginx.port, one.method, one.target, headersOf(one, stage.host, { "X-Auth-Token": "t".repeat(41 * 1024) }), one.body);
  assert.deepEqual([longer.status, longer.header("x-proxy-stage"), stage.cloud.arrivals.length], [431, "refused", 0]);
  note("tokens of 32 KiB, and one longer than that", 2, 1, 1);
});

test("a body of 64 KiB passes, whole or in chunks, and one byte more does not", async () => {
  const one = named("taurusdb.kill");
  const inChunks = (body) => body.match(/.{1,9000}/g).map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("") + "0\r\n\r\n";
  const chunked = { "Transfer-Encoding": "chunked" };
  for (const [length, how, status] of [[65_536, null, 200], [65_537, null, 413], [65_536, chunked, 200], [65_537, chunked, 413], [10_000_000, chunked, 413]]) {
    stage.cloud.heal();
    const body = `{"processes":[${"1".repeat(length - 16)}]}`;
    assert.equal(body.length, length);
    const headers = headersOf(one, stage.host, how ?? {});
    const answer = await send(stage.nginx.port, one.method, one.target, headers, how ? inChunks(body) : body);
    assert.equal(answer?.status, status, `${length} ${how ? "in chunks" : "whole"}`);
    assert.equal(stage.cloud.arrivals.length, status === 200 ? 1 : 0);
    if (status === 200) assert.ok(stage.cloud.arrivals[0].body.toString() === body, "the body changed on its way");
    else assert.deepEqual([answer.header("x-proxy-stage"), answer.json().error_code], ["refused", "PROXY.0413"]);
  }
  note("bodies of 64 KiB, and longer", 5, 2, 2);
});

test("what the cloud says comes back, and what steers a browser or a proxy does not", async () => {
  const steering = {
    "set-cookie": "a=1", location: "https://elsewhere.example/", refresh: "0;url=https://elsewhere.example/", link: "</x>; rel=preload",
    "x-proxy-stage": "refused", "clear-site-data": '"*"', "service-worker-allowed": "/", "access-control-allow-origin": "*", "alt-svc": 'h3=":443"',
    "content-security-policy": "default-src *", "cache-control": "public, max-age=999", "x-accel-redirect": "/index.html", "strict-transport-security": "max-age=0",
    "x-frame-options": "ALLOWALL", nel: "{}", "report-to": "{}", "www-authenticate": "Basic", sourcemap: "/x", vary: "*", "x-accel-limit-rate": "1",
  };
  const telling = { "retry-after": "7", "x-request-id": "cloud-7", "x-iam-trace-id": "trace-7", date: "Wed, 01 Jan 2025 00:00:00 GMT" };
  const said = '{"error_code":"DBS.280443","error_msg":"wait"}';
  for (const status of [200, 201, 202, 302, 400, 401, 403, 404, 409, 429, 500, 502, 503]) {
    stage.cloud.heal();
    stage.cloud.answer((_, response) => { response.writeHead(status, { "content-type": "application/json", ...steering, ...telling }); response.end(said); });
    const one = named("dds.kill");
    const answer = await send(stage.nginx.port, one.method, one.target, headersOf(one, stage.host), one.body);
    assert.deepEqual([answer.status, answer.body, answer.header("content-type")], [status, said, "application/json"]);
    for (const [name, value] of Object.entries(telling)) assert.equal(answer.header(name), value, name);
    for (const [name, value] of Object.entries(steering)) {
      assert.ok(!answer.headers.some(([known, given]) => known === name && given === value), `${name} came back with ${status}`);
    }
    assert.equal(answer.headers.filter(([name]) => name === "cache-control").length, 1);
    assert.equal(answer.header("connection"), "close");
  }
  stage.cloud.heal();
});

test("a cloud whose certificate is not good gets nothing, not even a token", async () => {
  const wrong = startAuthority(stage.folder, "other");
  const cases = [
    ["of another authority", wrong.issue("cloud", Object.values(HOSTS))],
    ["for another name", stage.authority.issue("elsewhere", ["elsewhere.example"])],
  ];
  for (const [what, pair] of cases) {
    const cloud = await startCloud(pair);
    const nginx = await front({ cloud: cloud.port });
    const one = named("dds.kill");
    const answer = await send(nginx.port, one.method, one.target, headersOf(one, `127.0.0.1:${nginx.port}`), one.body);
    // No stage: for the console this is unknown, as every 5xx.
    assert.deepEqual([answer.status, answer.header("x-proxy-stage"), answer.json().error_code, cloud.arrivals.length], [502, null, "PROXY.0502", 0], what);
    await nginx.stop();
    await cloud.stop();
  }
  note("clouds with a wrong certificate", cases.length, 0);
});

test("where no cloud answers the answer is a 502 or 504, and is not signed as a refusal", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  // Of the shipped 35 s only the figure is another.
  const nginx = await front({ cloud: silent.address().port, change: (text) => text.replace("proxy_connect_timeout 5s", "proxy_connect_timeout 300ms") });
  const one = named("dds.kill");
  const answer = await send(nginx.port, one.method, one.target, headersOf(one, `127.0.0.1:${nginx.port}`), one.body);
  assert.deepEqual([answer.status, answer.header("x-proxy-stage"), answer.json().error_code], [504, null, "PROXY.0504"]);
  silent.close();
  await nginx.stop();
});
