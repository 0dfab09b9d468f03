// `make run ENGINES=real`: however it ends, the engines and the local cloud end with it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connects, redisNames } from "./support/ask.mjs";
import { Machine, TOP, until } from "./support/machine.mjs";

/** The script as `make run` starts it, on a machine with redis-server, in a group of its own as in a terminal. */
async function running(t) {
  const machine = Machine.withRedisOnly();
  // What it builds first is built by now.
  machine.program("cargo", "exit 0");
  const ready = join(machine.folder, "ready.json");
  const args = `--sessions 16 --ready-file ${ready}`;
  Object.assign(machine.env, { ENGINES: "real", PORT: "0", SANDBOX_ARGS: args, REDIS: "" });
  const stdio = ["ignore", "pipe", "pipe"];
  const script = machine.spawn("bash", ["scripts/run.sh"], { cwd: TOP, detached: true, stdio });
  let said = "";
  for (const stream of [script.stdout, script.stderr]) stream.on("data", (words) => (said += words));
  const ended = new Promise((done) => script.once("exit", (code, signal) => done(signal ?? code)));
  t.after(() => {
    try {
      process.kill(-script.pid, "SIGKILL");
    } catch {
      // It ended, as it should.
    }
    machine.close();
  });
  await until("the local cloud listens", () => {
    assert.equal(script.exitCode, null, said);
    return existsSync(ready);
  });
  const { url, nodes } = JSON.parse(readFileSync(ready, "utf8"));
  const { engine } = nodes.find((node) => node.name.startsWith("local-cache"));
  return { machine, script, ended, ready, cloud: Number(new URL(url).port), redis: Number(/:(\d+)/.exec(engine)[1]) };
}

async function endedBy(t, signal, toAll) {
  const run = await running(t);
  await until("the load is there", async () => (await redisNames(run.redis)).includes("report-5"));
  assert.equal(await connects(run.cloud), true);
  process.kill(toAll ? -run.script.pid : run.script.pid, signal);
  await run.ended;
  await until("engines, load and folders are gone", () => run.machine.left.length === 0, 10_000);
  assert.equal(await connects(run.redis), false);
  return run;
}

for (const [how, signal] of [
  ["Ctrl-C in its terminal", "SIGINT"],
  ["the end of its terminal", "SIGHUP"],
]) {
  test(`${how} ends the engines, their load and the local cloud`, async (t) => {
    const { cloud } = await endedBy(t, signal, true);
    assert.equal(await connects(cloud), false);
  });
}

// This is how make ends it, when make is told to end.
test("a signal to the script alone ends the engines and their load", async (t) => {
  await endedBy(t, "SIGTERM", false);
});

test("a signal to the script alone ends the local cloud", async (t) => {
  const { cloud } = await endedBy(t, "SIGTERM", false);
  await until("the local cloud is gone", async () => !(await connects(cloud)), 2000);
});
