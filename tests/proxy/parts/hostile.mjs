// What must not reach the cloud: paths in other spellings, naughty texts, methods, smuggled requests, other sites' requests,
// other hosts, and kills without the id of an attempt.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { NAUGHTY } from "../../e2e/support/naughty.mjs";
import { attempt, CALLS, DB, DB_NODE, DDS_NODE, headersOf, named, PROJECT } from "../support/calls.mjs";
import { answersIn, each, exchange, request, send } from "../support/raw.mjs";
import { QUERIES, SPELLINGS } from "../support/spellings.mjs";
import { stage } from "../support/stage.mjs";
import { note } from "../support/tally.mjs";

afterEach(() => stage.cloud.heal());

const kill = named("dds.kill");

/** Sends all; each must be answered, and by nobody but the proxy. Notes how many reached the cloud. */
async function refuseAll(what, requests, { answered = true, half = false } = {}) {
  stage.cloud.heal();
  const bad = [];
  await each(requests, async ([title, bytes]) => {
    const answers = answersIn(await exchange(stage.nginx.port, bytes, { half }));
    if (answered && answers.length === 0) bad.push(`${title}: no answer`);
    for (const answer of answers) {
      // What nginx does not know is not sent on either: a transfer encoding, another version of HTTP.
      if ([501, 505].includes(answer.status)) continue;
      if (answer.status < 400 || answer.status > 499) bad.push(`${title}: ${answer.status}`);
      else if (answer.header("x-proxy-stage") !== "refused") bad.push(`${title}: ${answer.status} without a stage`);
    }
  });
  note(what, requests.length, stage.cloud.arrivals.length);
  assert.deepEqual(stage.cloud.arrivals.map(({ method, url }) => `${method} ${url}`).slice(0, 20), [], what);
  assert.deepEqual(bad.slice(0, 20), [], what);
}

test("two hundred and more spellings of paths reach nothing", async () => {
  assert.ok(SPELLINGS.length >= 200, `${SPELLINGS.length}`);
  await refuseAll("paths in other spellings", SPELLINGS.map((path) => [path, request("POST", path, headersOf(kill, stage.host), kill.body)]));
});

test("what a list's query may not be reaches nothing", async () => {
  const list = named("taurusdb.list");
  const start = list.target.split("?")[0];
  await refuseAll("queries that no list has", QUERIES.map((query) => [query, request("GET", start + query, headersOf(list, stage.host))]));
});

test("five hundred naughty texts in every slot of a path reach nothing, raw and encoded", async () => {
  assert.ok(NAUGHTY.length >= 515, `${NAUGHTY.length}`);
  const slots = [
    (text) => [kill, `/proxy/dds/eu-de/v3/${text}/nodes/${DDS_NODE}/session`],
    (text) => [kill, `/proxy/dds/eu-de/v3/${PROJECT}/nodes/${text}/session`],
    (text) => [named("taurusdb.kill"), `/proxy/taurusdb/eu-de/v3/${PROJECT}/instances/${DB}/nodes/${text}/processes`],
    (text) => [named("taurusdb.kill"), `/proxy/taurusdb/${text}/v3/${PROJECT}/instances/${DB}/nodes/${DB_NODE}/processes`],
  ];
  // Some of them are words that an id may be; of a region no such word is known.
  const isId = (text) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text);
  const all = NAUGHTY.flatMap((text) => slots.flatMap((slot, at) => [
    Buffer.from(text).toString("latin1"), encodeURIComponent(text.toWellFormed()),
  ].filter((part) => at === 3 || !isId(part)).map((part) => {
    const [one, path] = slot(part);
    return [`${JSON.stringify(text.slice(0, 30))} in slot ${at}`, request(one.method, path, headersOf(one, stage.host), one.body)];
  })));
  // A line feed ends the request line, and what follows is no request: no answer of HTTP may come.
  await refuseAll("naughty texts, raw and encoded, in four slots", all, { answered: false });
});

test("naughty texts as values of headers reach nothing where the header decides", async () => {
  const plain = NAUGHTY.map((text) => Buffer.from(text).toString("latin1")).filter((text) => !/[\r\n\0]/.test(text) && text.trim());
  await refuseAll("naughty texts as headers that decide", plain.flatMap((text) => ["X-Attempt-Id", "Content-Type", "Origin", "Sec-Fetch-Site", "Host"]
    .map((name) => [`${name}: ${text.slice(0, 30)}`, request(kill.method, kill.target, headersOf(kill, stage.host, { [name]: text }), kill.body)])));
});

test("only the methods of the table reach the cloud", async () => {
  const methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "COPY", "LOCK", "MKCOL", "get", "Post", "POST ", "FOO", "G\tET", "PRI", "DEBUG", "TRACK"];
  const mixes = CALLS.flatMap((one) => methods.map((method) => [one, method]))
    .filter(([one, method]) => !CALLS.some((other) => other.method === method && other.path.split("?")[0] === one.path.split("?")[0] && other.service === one.service));
  await refuseAll("calls with other methods", mixes.map(([one, method]) => [
    `${method} ${one.name}`, request(method, one.target, headersOf({ ...one, method: "POST" }, stage.host, { "X-Attempt-Id": attempt() }), one.body),
  ]), { answered: false });
});

test("a request hidden in another one is not sent on, and a doubtful length is refused", async () => {
  const { host } = stage;
  const inner = request("POST", kill.target, headersOf(kill, host), kill.body).toString("latin1");
  const head = (...lines) => `POST ${kill.target} HTTP/1.1\r\n${headersOf(kill, host).map(([name, value]) => `${name}: ${value}\r\n`).join("")}${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
  const n = inner.length;
  const both = [
    ["Content-Length: 5", "Transfer-Encoding: chunked"], ["Transfer-Encoding: chunked", "Content-Length: 5"], [`Content-Length: ${n}`, "Transfer-Encoding: chunked"],
    ["Content-Length: 0", "Transfer-Encoding: chunked"], ["Content-Length: 5", "Content-Length: 6"], ["Content-Length: 5", "Content-Length: 5"], ["Content-Length: 5, 6"], ["Content-Length: +5"],
    ["Content-Length: -1"], ["Content-Length: 0x5"], ["Content-Length: 5 5"], ["Content-Length: 1e1"], ["Content-Length: 99999999999999999999"], ["Content-Length:"], ["Content-Length: five"],
    ["Transfer-Encoding: chunked, chunked"], ["Transfer-Encoding: identity"], ["Transfer-Encoding: gzip, chunked"], ["Transfer-Encoding: chunked, identity"], ["Transfer-Encoding: xchunked"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], ["Transfer-Encoding: identity", "Transfer-Encoding: chunked"], ["Transfer-Encoding : chunked"], ["Transfer-Encoding:\x0bchunked"],
    ["Transfer-Encoding: \"chunked\""], ["Transfer-Encoding: chunked;x=1"], ["Transfer-Encoding\t: chunked"], [" Transfer-Encoding: chunked"], ["X: y", " Transfer-Encoding: chunked"],
    ["X: y\rTransfer-Encoding: chunked", "Content-Length: x"], ["Content-Length : 5"], ["X-Auth-Token: a", "\tb: c"], [": empty"], ["no colon"], ["Bad Name: x"], ["Bad\x01: x"], ["Nul: a\0b"],
  ];
  const bodies = ["0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n"];
  const list = both.flatMap((lines) => bodies.map((body) => [`${lines.join(" | ")} + ${JSON.stringify(body.slice(0, 9))}`, head(...lines) + body + inner]));
  const chunks = ["g\r\n", "-1\r\nx\r\n", "ffffffffffffffff1\r\nx", "1 ; x\n\r\n", "0x5\r\nhello", "5\r\nhelloX", "\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "1\r\nZZ\r\n"]
    .map((body) => [`chunks ${JSON.stringify(body)}`, head("Transfer-Encoding: chunked") + body]);
  const lines = [
    `POST ${kill.target}\r\n\r\n`, `POST ${kill.target} HTTP/0.9\r\n\r\n`, `POST ${kill.target} HTTP/2.0\r\nHost: ${host}\r\n\r\n`, `POST ${kill.target} HTTP/1.10\r\nHost: ${host}\r\n\r\n`, `POST ${kill.target} http/1.1\r\nHost: ${host}\r\n\r\n`,
    `POST  ${kill.target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `POST ${kill.target}  HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `POST\t${kill.target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, ` POST ${kill.target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    `POST ${kill.target} HTTP/1.1 \r\nHost: ${host}\r\n\r\n`, `POST ${kill.target} HTTP/1.1\rHost: ${host}\r\r`, `POST ${kill.target} HTTP/1.1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `POST ${kill.target}\x0bHTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\0\0\0", `GET ${kill.target} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
  ].map((line) => [JSON.stringify(line.slice(0, 40)), line]);
  stage.cloud.heal();
  await refuseAll("smuggled requests and doubtful lengths", [...list, ...chunks, ...lines], { answered: false, half: true });
});

test("a body in chunks that are framed loosely goes on as what it is, one request with a length", async () => {
  const loose = ["5\nhello\n0\n\n", "5;\0\r\nhello\r\n0\r\n\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n", "05\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n"];
  for (const body of loose) {
    stage.cloud.heal();
    const inner = request("POST", kill.target, headersOf(kill, stage.host), kill.body);
    const outer = request("POST", kill.target, headersOf(kill, stage.host, { "Transfer-Encoding": "chunked" }), body);
    const answers = answersIn(await exchange(stage.nginx.port, Buffer.concat([outer, inner]), { half: true }));
    // What stands behind it is not read: the connection ends.
    assert.deepEqual(answers.map(({ status }) => status), [200], JSON.stringify(body));
    assert.deepEqual(stage.cloud.arrivals.map((arrival) => [arrival.body.toString(), arrival.header("content-length"), arrival.header("transfer-encoding"), arrival.header("x-trailer")]), [["hello", "5", null, null]]);
  }
  note("loose chunks with a second request behind", loose.length, loose.length, loose.length);
});

test("requests of other sites reach nothing", async () => {
  const own = `http://${stage.host}`;
  const sites = [
    { "Sec-Fetch-Site": "cross-site" }, { "Sec-Fetch-Site": "same-site" }, { "Sec-Fetch-Site": "none" }, { "Sec-Fetch-Site": "Same-Origin" }, { "Sec-Fetch-Site": "same-origin, cross-site" },
    { "Sec-Fetch-Site": "cross-site", Origin: own }, { "Sec-Fetch-Site": null, Origin: null }, { "Sec-Fetch-Site": null, Origin: "null" }, { "Sec-Fetch-Site": null, Origin: "https://evil.example" },
    { Origin: "null" }, { Origin: "https://evil.example" }, { Origin: `${own}.evil.example` }, { Origin: `${own}/` }, { Origin: own.replace("http:", "https:") }, { Origin: own.replace(/:\d+$/, "") },
    { Origin: own.toUpperCase() }, { Origin: `${own} ${own}` }, { Origin: `${own}, https://evil.example` }, { Origin: own.replace(".0.0.", "x0.0.") }, { Origin: `https://evil.example ${own}` },
    { "Content-Type": null }, { "Content-Type": "text/plain" }, { "Content-Type": "application/x-www-form-urlencoded" }, { "Content-Type": "multipart/form-data; boundary=x" },
    { "Content-Type": "text/plain; application/json" }, { "Content-Type": "application/jsonp" }, { "Content-Type": "application/json, text/plain" }, { "Content-Type": "application/json; charset=utf-7" },
    { "Content-Type": "Application/JSON" }, { "Content-Type": "application/json;charset=utf-8;x=1" }, { "Content-Type": "*/*" },
  ];
  const acting = CALLS.filter(({ method }) => method !== "GET");
  await refuseAll("requests of other sites, and other types", acting.flatMap((one) => sites.map((change) => [
    `${one.name} ${JSON.stringify(change)}`, request(one.method, one.target, headersOf(one, stage.host, change), one.body),
  ])));
  const looking = CALLS.filter(({ method }) => method === "GET");
  const elsewhere = sites.filter((change) => change["Sec-Fetch-Site"] || (change.Origin && change.Origin !== own));
  await refuseAll("lists asked for by other sites", looking.flatMap((one) => elsewhere.map((change) => [
    `${one.name} ${JSON.stringify(change)}`, request(one.method, one.target, headersOf(one, stage.host, change)),
  ])));
  await refuseAll("lists with a body", looking.flatMap((one) => [{ "Content-Length": "2" }, { "Transfer-Encoding": "chunked" }].map((change) => [
    `${one.name} ${JSON.stringify(change)}`, request(one.method, one.target, headersOf(one, stage.host, change), change["Content-Length"] ? "{}" : "2\r\n{}\r\n0\r\n\r\n"),
  ])));
});

test("a browser that says only one of the two headers is let in by the right one", async () => {
  const own = `http://${stage.host}`;
  const right = [{ "Sec-Fetch-Site": null, Origin: own }, { Origin: null }, {}];
  for (const change of right) {
    const answer = await send(stage.nginx.port, kill.method, kill.target, headersOf(kill, stage.host, change), kill.body);
    assert.equal(answer.status, 200, JSON.stringify(change));
  }
});

test("no other host is answered, for calls and for files", async () => {
  const { host } = stage;
  const port = host.split(":")[1];
  const hosts = [
    "evil.example", `evil.example:${port}`, "127.0.0.1", `localhost:${port}`, `127.0.0.1.:${port}`, `127.0.0.1:${port}@evil.example`, `evil.example@127.0.0.1:${port}`, `127.0.0.1:${port}.evil.example`,
    `127.1:${port}`, `0.0.0.0:${port}`, `[::1]:${port}`, `2130706433:${port}`, `127.0.0.1:0${port}`, `127.0.0.1: ${port}`, `127.0.0.1:80`, `127.0.0.1:${port}:`, `127.0.0.1:${port}/`, `127.0.0.1:${port}#`, `127.0.0.1:${port},evil.example`,
    `dds.eu-de.otc.t-systems.com`, "169.254.169.254", "_", "*", "quell", `127.0.0.1:${port}%00`, `127.0.0.1%3a${port}`, `http://127.0.0.1:${port}`, `a.127.0.0.1:${port}`, "localhost", "",
  ];
  const file = { ...kill, method: "GET", kills: false };
  await refuseAll("other hosts", hosts.flatMap((name) => [
    [`call to ${name}`, request(kill.method, kill.target, headersOf(kill, stage.host, { Host: name }), kill.body)],
    [`file of ${name}`, request("GET", "/index.html", headersOf(file, stage.host, { Host: name }))],
    [`whole address to ${name}`, request(kill.method, `http://${name || "evil.example"}${kill.target}`, headersOf(kill, stage.host), kill.body)],
  ]));
  await refuseAll("two hosts, or none", [
    ["none", request(kill.method, kill.target, headersOf(kill, stage.host, { Host: null }), kill.body)],
    ["two", request(kill.method, kill.target, [["Host", "evil.example"], ...headersOf(kill, stage.host)], kill.body)],
    ["two, ours first", request(kill.method, kill.target, [...headersOf(kill, stage.host), ["Host", "evil.example"]], kill.body)],
  ]);
});

test("a kill without the id of its attempt reaches nothing, and a call that is no kill needs none", async () => {
  const good = attempt();
  const ids = [
    null, "", " ", "x", good.toUpperCase(), good.slice(1), `${good}0`, good.replaceAll("-", ""), `{${good}}`, good.replace(/^(.{14})7/, "$14"), `${good} `.repeat(2), `${good},${good}`, `urn:uuid:${good}`,
    good.replace(/^(.{19})./, "$1c"), "00000000-0000-0000-0000-000000000000", `${good}\t`, good.replace("-", "_"), `"${good}"`, `${good};`, "🔥", "%30".repeat(36), good.replaceAll("-", "%2d"),
  ].filter((id) => id === null || id.trim() !== good);
  const kills = CALLS.filter((one) => one.kills);
  await refuseAll("kills without a good attempt id", kills.flatMap((one) => ids.map((id) => [
    `${one.name} ${id}`, request(one.method, one.target, headersOf(one, stage.host, { "X-Attempt-Id": id === "🔥" ? Buffer.from(id).toString("latin1") : id }), one.body),
  ])));
});
