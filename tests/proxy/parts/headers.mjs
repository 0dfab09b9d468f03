// Every answer carries the headers of production, whatever its status and whoever gives it; files come with the right type, for
// the right time, and compressed where the browser takes it.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { DIST, TOP } from "../../e2e/support/paths.mjs";
import { CALLS, headersOf, named } from "../support/calls.mjs";
import { answersIn, exchange, request, send } from "../support/raw.mjs";
import { front, stage } from "../support/stage.mjs";

afterEach(() => stage.cloud.heal());

const SANDBOX = readFileSync(join(TOP, "crates/sandbox/src/site/headers.rs"), "utf8");
const PAGE = /PAGE_POLICY: &str = "([^;]+;(?:[^"])*)";/.exec(SANDBOX)[1].replace(/\\\n\s*/g, "");
const ANSWER = "default-src 'none'; sandbox; frame-ancestors 'none'";
/** The headers under which all flows run, as the sandbox has them. */
const ALWAYS = Object.fromEntries([...SANDBOX.matchAll(/\(\s*"([a-z-]+)",\s*"([^"]+)",?\s*\)/g)].map(([, name, value]) => [name, value]));

function assertGuarded(answer, policy, what) {
  assert.ok(answer, `${what}: no answer`);
  const values = (name) => answer.headers.filter(([known]) => known === name).map(([, value]) => value);
  for (const [name, value] of Object.entries({ ...ALWAYS, "content-security-policy": policy, connection: "close" })) {
    assert.deepEqual(values(name), [value], `${what}: ${name}`);
  }
  assert.equal(values("cache-control").length, 1, `${what}: cache-control`);
  assert.ok(!/nginx\/\d/.test(values("server").join()), what);
}

test("all security headers are on all statuses, of files, of calls, and of what is neither", async () => {
  assert.equal(Object.keys(ALWAYS).length, 8, "the list of the sandbox was not read");
  const { port } = stage.nginx;
  const kill = named("dds.kill");
  const own = (method, path, headers = {}) => send(port, method, path, headersOf({ method: "GET" }, stage.host, headers));
  const call = (change = {}, body = kill.body, target = kill.target) => send(port, "POST", target, headersOf(kill, stage.host, change), body);
  const said = async (status) => {
    stage.cloud.answer((_, response) => { response.writeHead(status, { "content-type": "text/html", "content-security-policy": "default-src *", "x-frame-options": "x" }); response.end(status === 204 ? "" : "<p>"); });
    const answer = await call();
    stage.cloud.heal();
    return answer;
  };
  const seen = new Map();
  const see = (status, answer, policy) => {
    assertGuarded(answer, policy, `${status}`);
    assert.equal(answer.status, status);
    seen.set(status, true);
  };
  see(200, await own("GET", "/"), PAGE);
  const { header } = await own("GET", "/config.json");
  see(304, await own("GET", "/config.json", { "If-None-Match": header("etag") }), PAGE);
  // Ranges are not given: each is answered with the whole.
  see(200, await own("GET", "/config.json", { Range: "bytes=0-1" }), PAGE);
  see(200, await own("GET", "/config.json", { Range: "bytes=99999999-" }), PAGE);
  see(404, await own("GET", "/no-such-file.js"), PAGE);
  see(404, await own("GET", "/icons/"), PAGE);
  see(405, await own("POST", "/index.html", { Origin: `http://${stage.host}`, "Content-Length": "0" }), PAGE);
  see(405, await own("TRACE", "/"), PAGE);
  see(421, await own("GET", "/", { Host: "evil.example" }), PAGE);
  see(421, await call({ Host: "evil.example" }), ANSWER);
  see(403, await call({ Origin: "https://evil.example" }), ANSWER);
  see(403, await call({}, kill.body, "/proxy/x"), ANSWER);
  see(415, await call({ "Content-Type": "text/plain" }), ANSWER);
  see(422, await call({ "X-Attempt-Id": "x" }), ANSWER);
  see(413, await call({}, "x".repeat(70_000)), ANSWER);
  see(431, await call({ "X-Auth-Token": "x".repeat(50_000) }), ANSWER);
  const twice = headersOf(kill, stage.host);
  await send(port, "POST", kill.target, twice, kill.body);
  see(409, await send(port, "POST", kill.target, twice, kill.body), ANSWER);
  for (const status of [200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504]) see(status, await said(status), ANSWER);
  // What is no request has no place of its own, and gets the stricter treatment of the two that know no call.
  const odd = async (bytes) => answersIn(await exchange(port, bytes))[0];
  see(400, await odd("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), PAGE);
  see(400, await odd("\x01\r\n\r\n"), PAGE);
  see(414, await odd(`GET /${"a".repeat(50_000)} HTTP/1.1\r\n\r\n`), PAGE);
  see(505, await odd("GET / HTTP/3.0\r\n\r\n"), PAGE);
  see(501, await odd(request("POST", kill.target, headersOf(kill, stage.host, { "Transfer-Encoding": "gzip" }), kill.body)), ANSWER);
  assert.ok(seen.size >= 24, `${seen.size}`);
});

test("over https there is Strict-Transport-Security too, and the same answers", async () => {
  const { certificate, key } = stage.authority.issue("console", ["localhost"]);
  const nginx = await front({ more: ["--origin", "https://localhost", "--certificate", certificate, "--key", key] });
  const { request: ask } = await import("node:https");
  const get = (path, options = {}) => new Promise((done, fail) => {
    ask({ host: "127.0.0.1", port: nginx.port, path, servername: "localhost", ca: readFileSync(stage.authority.ca), agent: false, ...options }, (answer) => {
      let body = "";
      answer.on("data", (part) => { body += part; });
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body }));
    }).on("error", fail).end(options.body);
  });
  const headers = { host: "localhost" };
  const file = await get("/", { headers });
  assert.deepEqual([file.status, file.headers["strict-transport-security"], file.headers["content-security-policy"]], [200, "max-age=31536000", PAGE]);
  const kill = named("dcs.kill");
  const own = Object.fromEntries(headersOf(kill, "localhost", { Origin: "https://localhost" }));
  const done = await get(kill.target, { method: kill.method, headers: { ...own, "Content-Length": kill.body.length }, body: kill.body });
  assert.deepEqual([done.status, done.headers["strict-transport-security"], stage.cloud.arrivals.length], [200, "max-age=31536000", 1]);
  const other = await get(kill.target, { method: kill.method, headers: { ...own, origin: "http://localhost", "Content-Length": kill.body.length }, body: kill.body });
  assert.deepEqual([other.status, stage.cloud.arrivals.length], [403, 1]);
  const misled = await get("/", { headers: { host: "evil.example" } });
  assert.equal(misled.status, 421);
  await nginx.stop();
});

test("each file comes with its type and for its time, and compressed as the browser takes it", async () => {
  const both = await front({ more: ["--brotli"] });
  const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", wasm: "application/wasm", css: "text/css; charset=utf-8", json: "application/json", svg: "image/svg+xml" };
  // The module is a package that others install, and may lie beside the console.
  const files = readdirSync(DIST, { recursive: true }).map(String)
    .filter((name) => /\.(html|js|wasm|css|json|svg)$/.test(name) && !name.startsWith("module/"));
  assert.ok(files.length >= 6, `${files}`);
  for (const name of files) {
    const keep = name.startsWith("icons/") ? "no-cache" : /-[0-9a-f]{16}\./.test(name) ? "public, max-age=31536000, immutable" : "no-store";
    const whole = readFileSync(join(DIST, name));
    for (const [nginx, takes, gives, ending] of [
      [stage.nginx, null, null, ""], [stage.nginx, "gzip, br", "gzip", ".gz"], [both, "gzip, br", "br", ".br"], [both, "gzip", "gzip", ".gz"], [both, "identity", null, ""],
    ]) {
      const has = files.length && name !== "config.json";
      const back = await exchange(nginx.port, request("GET", `/${name}`, headersOf({ method: "GET" }, `127.0.0.1:${nginx.port}`, takes ? { "Accept-Encoding": takes } : {})));
      const [answer] = answersIn(back);
      const file = has && ending ? readFileSync(join(DIST, name + ending)) : whole;
      assert.deepEqual([answer.status, answer.header("content-type"), answer.header("cache-control"), answer.header("content-encoding")],
        [200, types[name.split(".").pop()], keep, has ? gives : null], `${name} for ${takes}`);
      assert.ok(Buffer.from(answer.body, "latin1").equals(file), `${name} for ${takes} is another file`);
    }
  }
  // What is not there is not kept, even under a name that would be.
  const missing = await send(stage.nginx.port, "GET", "/quell-0123456789abcdef.js", headersOf({ method: "GET" }, stage.host));
  assert.deepEqual([missing.status, missing.header("cache-control")], [404, "no-store"]);
  await both.stop();
});

test("no answer of a call is kept, and none can be opened as a page", async () => {
  for (const one of CALLS) {
    const answer = await send(stage.nginx.port, one.method, one.target, headersOf(one, stage.host), one.body);
    assert.deepEqual([answer.header("cache-control"), answer.header("content-security-policy")], ["no-store", ANSWER], one.name);
  }
});
