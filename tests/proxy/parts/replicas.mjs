// Two replicas as deploy/kubernetes has them: each a front and a guard. A kill that is repeated meets the guard that has seen it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TOP } from "../../e2e/support/paths.mjs";
import { attempt, headersOf, named } from "../support/calls.mjs";
import { ALL, passed } from "../support/checks.mjs";
import { startNginx } from "../support/nginx.mjs";
import { each, send } from "../support/raw.mjs";
import { front, stage } from "../support/stage.mjs";
import { note } from "../support/tally.mjs";

const kill = named("taurusdb.kill");
const HOST = "localhost";
let guards = [];
let fronts = [];

/** The text of a ConfigMap's one file. */
const fileIn = (yaml) => yaml.split(/^ {2}[a-z]+\.conf: \|\n/m)[1].replace(/^ {4}/gm, "");

before(async () => {
  // What people see is one name, whichever replica they reach.
  const more = ["--origin", `http://${HOST}`, "--trust", "127.0.0.1"];
  guards = [await front({ more }), await front({ more })];
  const shipped = fileIn(readFileSync(join(TOP, "deploy/kubernetes/front.yaml"), "utf8"));
  const text = (port) => guards.reduce((all, guard, at) => all.replace(`quell-${at}:8081`, `127.0.0.1:${guard.port}`), shipped)
    .replace("listen 8080", `listen 127.0.0.1:${port}`);
  fronts = [await startNginx({ text }), await startNginx({ text })];
});
after(async () => {
  for (const nginx of [...fronts, ...guards]) await nginx.stop();
});

const tryKill = (nginx, id, change = {}, body = kill.body) => send(nginx.port, kill.method, kill.target,
  headersOf(kill, HOST, { "X-Attempt-Id": id, ...change }), body);
const arrivalsOf = (id) => stage.cloud.arrivals.filter((arrival) => arrival.header("x-attempt-id") === id).length;

test("of many with one attempt id one passes, whichever replica they come to, and both guards have their share", async () => {
  stage.cloud.heal();
  const ids = Array.from({ length: 40 }, attempt);
  const copies = ids.flatMap((id) => [0, 1, 0, 1, 0].map((at) => [id, fronts[at]]));
  const statuses = [];
  await each(copies, async ([id, nginx]) => { statuses.push((await tryKill(nginx, id)).status); }, 24);
  note("forty attempts, five times each, to two replicas", copies.length, stage.cloud.arrivals.length, ids.length);
  assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 409).length], [40, 160]);
  assert.deepEqual(ids.filter((id) => arrivalsOf(id) !== 1), []);
  for (const guard of guards) assert.ok(guard.audit().filter(({ status }) => status === 200).length >= 5, "a guard has hardly a share");
});

test("through a front the self-test passes every check: the second arrival meets the guard of the first", async () => {
  for (const nginx of fronts) assert.deepEqual(await passed(nginx.port, HOST), ALL);
});

test("through a front all is as before it: sizes, refusals, files, headers, and who asked", async () => {
  stage.cloud.heal();
  const [nginx] = fronts;
  const token = "t".repeat(32 * 1024);
  const whole = await tryKill(nginx, attempt(), { "X-Auth-Token": token }, "x".repeat(65_536));
  assert.deepEqual([whole.status, stage.cloud.arrivals.length, stage.cloud.arrivals[0].body.length], [200, 1, 65_536]);
  assert.ok(stage.cloud.arrivals[0].header("x-auth-token") === token);
  for (const [status, change, body] of [
    [413, {}, "x".repeat(65_537)], [431, { "X-Auth-Token": "t".repeat(45_000) }, kill.body], [403, { Origin: "https://evil.example" }, kill.body], [415, { "Content-Type": "text/plain" }, kill.body], [421, { Host: "evil.example" }, kill.body],
  ]) {
    const answer = await tryKill(nginx, attempt(), change, body);
    assert.deepEqual([answer?.status, answer?.header("x-proxy-stage"), answer?.json().error_code], [status, "refused", `PROXY.0${status}`]);
    for (const name of ["content-security-policy", "x-content-type-options", "cache-control"]) assert.equal(answer.headers.filter(([known]) => known === name).length, 1, name);
  }
  assert.equal(stage.cloud.arrivals.length, 1);
  const file = await send(nginx.port, "GET", "/", headersOf({ method: "GET" }, HOST));
  assert.deepEqual([file.status, file.header("content-type"), file.header("x-frame-options")], [200, "text/html; charset=utf-8", "DENY"]);
  const id = attempt();
  await tryKill(nginx, id, { "X-Forwarded-For": "198.51.100.7" });
  const [line] = guards.flatMap((guard) => guard.audit()).filter((one) => one.attempt === id);
  assert.equal(line.client, "198.51.100.7");
});

test("a guard that is away is not stood in for: its kills get a 502, and reach nothing", async () => {
  stage.cloud.heal();
  const ids = Array.from({ length: 20 }, attempt);
  await each(ids, (id) => tryKill(fronts[0], id));
  const mine = ids.filter((id) => guards[1].audit().some((line) => line.attempt === id));
  assert.ok(mine.length > 0 && mine.length < ids.length);
  await guards.pop().stop();
  stage.cloud.heal();
  for (const id of ids) {
    const answer = await tryKill(fronts[1], id);
    assert.deepEqual([answer.status, answer.header("x-content-type-options")], [mine.includes(id) ? 502 : 409, "nosniff"]);
  }
  // Nor after many failures: nobody else takes its share.
  for (const id of mine) assert.equal((await tryKill(fronts[0], id)).status, 502);
  note("kills repeated while their guard is away", ids.length + mine.length, stage.cloud.arrivals.length);
  assert.equal(stage.cloud.arrivals.length, 0);
});
