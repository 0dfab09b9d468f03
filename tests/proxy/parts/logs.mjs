// The audit line has one object for each call, and no log has a token, a password, or anything else that was secret.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { until } from "../../e2e/support/wait.mjs";
import { CALLS, headersOf, named } from "../support/calls.mjs";
import { exchange, request, send } from "../support/raw.mjs";
import { front, stage } from "../support/stage.mjs";

const KEYS = ["time", "client", "user", "call", "attempt", "method", "path", "status", "fault", "stage", "cloud", "cloud_status", "cloud_request", "seconds", "bytes"];

test("each call leaves one line that says who, what, under which attempt, and what became of it", async () => {
  stage.cloud.heal();
  const nginx = await front({ more: ["--user-header", "X-Forwarded-User", "--trust", "127.0.0.1"] });
  const host = `127.0.0.1:${nginx.port}`;
  const expected = [];
  for (const one of CALLS) {
    const headers = headersOf(one, host, { "X-Forwarded-User": 'anna "a" \\', "X-Forwarded-For": "198.51.100.7, 10.0.0.1" });
    await send(nginx.port, one.method, one.target, headers, one.body);
    const attempt = headers.find(([name]) => name === "X-Attempt-Id")?.[1] ?? "";
    expected.push([one.name, attempt, one.method, one.target.split("?")[0], 200, "", "", "200", "cloud-1", 'anna "a" \\', "10.0.0.1"]);
  }
  const kill = named("dcs.kill");
  await send(nginx.port, "POST", kill.target, headersOf(kill, host, { Origin: "https://evil.example" }), kill.body);
  expected.push(["dcs.kill", null, "POST", kill.target, 403, "page", "refused", "", "", "", "127.0.0.1"]);
  await send(nginx.port, "GET", "/index.html", headersOf({ method: "GET" }, host));
  const lines = await until("the lines", () => nginx.audit().length >= expected.length && nginx.audit());
  for (const line of lines) assert.deepEqual(Object.keys(line), KEYS);
  const told = lines.map((line) => [line.call, line.attempt, line.method, line.path, line.status, line.fault, line.stage, line.cloud_status, line.cloud_request, line.user, line.client]);
  expected.at(-1)[1] = told.at(-1)[1];
  assert.deepEqual(told, expected);
  for (const line of lines) assert.ok(!Number.isNaN(Date.parse(line.time)) && line.seconds >= 0 && line.bytes > 0, JSON.stringify(line));
  await nginx.stop();
});

test("a browser that leaves does not hide what became of its kill", async () => {
  stage.cloud.heal();
  let letGo;
  stage.cloud.answer((_, response) => { letGo = () => { response.writeHead(200, { "content-type": "application/json" }); response.end("{}"); }; });
  const nginx = await front();
  const kill = named("taurusdb.kill");
  void exchange(nginx.port, request(kill.method, kill.target, headersOf(kill, `127.0.0.1:${nginx.port}`), kill.body), { patience: 100 });
  await until("the kill to arrive and the browser to be gone", () => letGo && stage.cloud.arrivals.length === 1);
  await exchange(nginx.port, "\r\n\r\n", { patience: 150 });
  letGo();
  const [line] = await until("the line", () => nginx.audit().filter(({ call }) => call === kill.name).length === 1 && nginx.audit().filter(({ call }) => call === kill.name));
  assert.deepEqual([line.call, line.cloud_status], ["taurusdb.kill", "200"]);
  stage.cloud.heal();
  await nginx.stop();
});

test("no log has a token, whatever went well or wrong and wherever it was put", async () => {
  stage.cloud.heal();
  const SECRET = `CANARY${"s3cr3t".repeat(30)}`;
  const hidden = (change = {}) => ({ "X-Auth-Token": SECRET, Authorization: SECRET, "X-Security-Token": SECRET, Cookie: SECRET, "X-Sdk-Date": SECRET, ...change });
  const dead = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(dead, "listening");
  const fronts = [await front(), await front({ cloud: dead.address().port }), await front({ ca: stage.authority.ca, cloud: 1 })];
  const answers = [
    (_, response) => { response.writeHead(200, { "content-type": "application/json", "x-subject-token": SECRET, "x-request-id": "r" }); response.end(`{"token":"${SECRET}"}`); },
    (_, response) => { response.writeHead(200, { "x-subject-token": SECRET.repeat(600) }); response.end(); },
    (_, response) => { response.socket.end(`HTTP/1.1 200 OK\r\nX-Subject-Token: ${SECRET}\r\nContent-Length: 9\r\n\r\n{"t`); },
    (_, response) => { response.socket.end(`${SECRET}\r\n\r\n`); },
    (_, response) => { response.socket.end(`HTTP/1.1 200 OK\r\nX-Subject-Token: a\0b\r\n\r\n`); },
    (_, response) => response.socket.destroy(),
  ];
  for (const nginx of fronts) {
    const host = `127.0.0.1:${nginx.port}`;
    for (const answer of nginx === fronts[0] ? answers : [answers[0]]) {
      stage.cloud.answer(answer);
      for (const one of CALLS) {
        const body = one.body && JSON.stringify({ password: SECRET });
        await send(nginx.port, one.method, one.target, headersOf(one, host, hidden()), body);
      }
    }
    const kill = named("dds.kill");
    const twice = headersOf(kill, host, hidden());
    await send(nginx.port, "POST", kill.target, twice, kill.body);
    await send(nginx.port, "POST", kill.target, twice, kill.body);
    for (const [target, change, body] of [
      [`/proxy/dds/eu-de/v3/${SECRET}/nodes/n/session`, {}, kill.body], [`/proxy/${SECRET}`, {}, kill.body], [`/${SECRET}`, {}, ""], [`/proxy/dds/eu-de/?token=${SECRET}`, {}, ""], [`/icons/?${SECRET}`, {}, ""],
      [kill.target, { Host: SECRET }, kill.body], [kill.target, { Origin: SECRET }, kill.body], [kill.target, { "X-Attempt-Id": SECRET }, kill.body], [kill.target, { "Content-Type": SECRET }, kill.body],
      [kill.target, { "X-Auth-Token": SECRET.repeat(400) }, kill.body], [kill.target, { [SECRET]: SECRET }, SECRET.repeat(500)], [kill.target, { "Sec-Fetch-Site": SECRET }, kill.body],
      [kill.target, { "Content-Length": SECRET }, kill.body], [kill.target, { "Transfer-Encoding": SECRET }, kill.body], [kill.target, { "X-Forwarded-For": SECRET }, kill.body],
    ]) await send(nginx.port, "POST", target, headersOf(kill, host, hidden(change)), body);
    await send(nginx.port, SECRET.slice(0, 20), "/", [["Host", host]]);
    for (const bytes of [`X-Auth-Token: ${SECRET}\r\n\r\n`, `POST ${kill.target} HTTP/1.1\r\nX-Auth-Token: ${SECRET}\x00\r\n\r\n`, `POST ${kill.target} HTTP/1.1\r\nX-Auth-Token : ${SECRET}\r\n\r\n`]) await exchange(nginx.port, bytes);
    const texts = nginx.logs();
    assert.ok(texts.includes('"call":"dds.kill"'), "the logs were not read");
    const lines = texts.split("\n").filter((line) => line.includes("CANARY") || line.includes("s3cr3t"));
    assert.deepEqual(lines.map((line) => line.slice(0, 160)), []);
  }
  stage.cloud.heal();
  dead.close();
  for (const nginx of fronts) await nginx.stop();
});
