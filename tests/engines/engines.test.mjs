// The engines that `make run ENGINES=real` starts: real ones, with a load, which end without a trace.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connects, mariadb, mongodb, redis, redisNames } from "./support/ask.mjs";
import { Machine, until, workersIn } from "./support/machine.mjs";

describe("the engines of this machine", () => {
  const machine = new Machine();
  let started;
  let foreign;

  before(async () => {
    foreign = await foreignRedis();
    started = machine.start();
  });
  after(() => {
    machine.close();
    foreign?.close();
  });

  test("are all there is, each on a port of its own that no client is given", () => {
    assert.deepEqual(Object.keys(started.ports), ["redis", "mysql", "mongodb"]);
    assert.equal(started.stderr, "");
    assert.equal(new Set(Object.values(started.ports)).size, 3);
    for (const port of Object.values(started.ports)) assert.ok(port < 32_768, `${port}`);
  });

  test("have what the sandbox is told: a node's name and a URL", () => {
    const { redis: one, mysql: two, mongodb: three } = started.ports;
    assert.deepEqual(started.lines, [
      `--redis=local-cache=redis://127.0.0.1:${one}`,
      `--mysql=local-db=mysql://root@127.0.0.1:${two}`,
      `--mongodb=local-mongo=mongodb://127.0.0.1:${three}`,
    ]);
  });

  test("Redis has twenty clients by their names", async () => {
    const names = await until("twenty", async () => {
      const found = await redisNames(started.ports.redis);
      return found.length === 20 && found;
    });
    assert.equal(names.filter((name) => name.startsWith("report-")).length, 4);
    assert.equal(names.filter((name) => name.startsWith("checkout-")).length, 16);
  });

  test("MariaDB has reports, a lock, those that wait for it, and idle ones", async () => {
    const count = (where) =>
      mariadb(started.ports.mysql, `SELECT COUNT(*) FROM information_schema.processlist WHERE ${where}`)[0];
    await until("two reports", () => count("info LIKE 'SELECT /* monthly report */ SLEEP(600)%'") === "2");
    await until("three that wait", () => count("info LIKE 'UPDATE shop.stock%' AND state LIKE 'Waiting%'") === "3");
    await until("four idle ones", () => count("command = 'Sleep' AND info IS NULL") === "4");
  });

  test("MongoDB has operations that take a minute and longer", async () => {
    for (const ms of [600_000, 60_000]) {
      await until(`sleep(${ms})`, async () => (await mongodb(started.ports.mongodb)).includes(`sleep(${ms})`));
    }
  });

  test("a client that is ended comes back", async () => {
    const { redis: port } = started.ports;
    const own = async () => /^id=(\d+) .* name=report-5 /m.exec(await redis(port, "CLIENT LIST"))?.[1];
    const old = await until("report-5", own);
    assert.equal(await redis(port, `CLIENT KILL ID ${old}`), ":1\r\n");
    await until("another report-5", async () => ![undefined, old].includes(await own()));
  });

  test("end with their load and their folder, and nothing else ends", async () => {
    const { folder, pids } = machine.running;
    assert.equal(pids.length, 4);
    assert.ok(workersIn(folder).length > pids.length, "the load of MariaDB has programs of its own");
    const { status, stdout, stderr } = machine.stop();
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" });
    assert.deepEqual(machine.left, []);
    for (const port of Object.values(started.ports)) assert.equal(await connects(port), false);
    assert.equal(await foreign.ping(), "+PONG\r\n");
  });

  test("to stop what does not run is no fault", () => {
    assert.equal(machine.stop().status, 0);
  });
});

describe("a machine with redis-server only", () => {
  test("says what it lacks, leaves it out, and starts the rest", (t) => {
    const machine = machineFor(t);
    const { ports, stderr } = machine.start();
    assert.deepEqual(Object.keys(ports), ["redis"]);
    assert.deepEqual(stderr.split("\n").filter(Boolean), [
      "not here, so left out: mariadbd (apt-get install mariadb-server-core)",
      "not here, so left out: mongod (scripts/engines/mongod.sh)",
    ]);
  });

  test("a second start ends what the first one started, and its own runs", async (t) => {
    const machine = machineFor(t);
    machine.start();
    const first = machine.running;
    const { ports } = machine.start();
    const second = machine.running;
    assert.notEqual(second.folder, first.folder);
    assert.equal(existsSync(first.folder), false);
    assert.deepEqual(workersIn(first.folder), []);
    assert.deepEqual(workersIn(second.folder).sort(), second.pids.sort());
    assert.match(await redis(ports.redis, "PING"), /PONG/);
  });

  test("another program that has an engine's old id lives on", async (t) => {
    const machine = machineFor(t);
    const foreign = await foreignRedis();
    t.after(() => foreign.close());
    machine.start();
    const { folder, pids } = machine.running;
    writeFileSync(machine.state, JSON.stringify({ folder, pids: [...pids, foreign.pid] }));
    assert.equal(machine.stop().status, 0);
    assert.deepEqual(machine.left, []);
    assert.equal(await foreign.ping(), "+PONG\r\n");
  });

  test("when an engine does not start, that is said and the others end", (t) => {
    const machine = machineFor(t);
    // It is there, and ends at once.
    machine.env.MONGOD = "/bin/false";
    const { status, stdout, stderr } = machine.run("start.mjs");
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^error: mongod does not start in /m);
    assert.deepEqual(machine.left, []);
  });

  test("a start that is stopped half way ends what it had started", async (t) => {
    const machine = machineFor(t);
    // It is there, and never listens.
    machine.env.MONGOD = machine.program("mongod", "exec sleep 600");
    const starting = machine.spawn(process.execPath, ["scripts/engines/start.mjs"], { stdio: "ignore" });
    const ended = new Promise((done) => starting.once("exit", done));
    await until("redis-server and mongod", () => existsSync(machine.state) && machine.running.pids.length === 2);
    assert.equal(machine.stop().status, 0);
    assert.equal(await ended, 1);
    assert.deepEqual(machine.left, []);
  });
});

function machineFor(t) {
  const machine = Machine.withRedisOnly();
  t.after(() => machine.close());
  return machine;
}

/** A redis-server that is none of the scripts'. */
async function foreignRedis() {
  const folder = mkdtempSync(join(tmpdir(), "quell-foreign-"));
  const path = join(folder, "s.sock");
  const words = ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir", folder];
  // At the head of a group, as an engine is: else no signal to a group would find it.
  const child = spawn("redis-server", words, { cwd: folder, detached: true, stdio: "ignore" });
  await until("the foreign redis-server", () => existsSync(path));
  return {
    pid: child.pid,
    ping: () => redis(path, "PING"),
    close() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
