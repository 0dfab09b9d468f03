// Starts the real engines that this machine has, with a small load on each, and prints the sandbox's arguments for
// them, one per line. `node scripts/engines/stop.mjs` ends them.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connects } from "./ports.mjs";
import { STATE, end, read, remove, stop } from "./stop.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const tools = process.env.QUELL_TOOLS || join(homedir(), ".cache/quell/tools");
const mongod = process.env.MONGOD || join(tools, "mongod-6.0.27/mongod");
const has = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

await stop();
const folder = mkdtempSync(join(tmpdir(), "quell-engines-"));
const pids = [];

function keep() {
  mkdirSync(dirname(STATE), { recursive: true });
  // In one step: who reads it meanwhile must not find half of it.
  const draft = `${STATE}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ folder, pids }));
  renameSync(draft, STATE);
}
keep();

// Whoever waits for this program may be ended before it is, and then stops what is there so far.
function goOn() {
  if (read()?.folder !== folder) throw new Error("stopped while it was starting");
}

// A process group of its own, so that Ctrl-C in the terminal does not end the engine before the sandbox.
function start(program, args, cwd) {
  goOn();
  const child = spawn(program, args, { cwd, detached: true, stdio: "ignore" });
  child.unref();
  // It has an exit code then, which whoever waits for it looks at.
  child.on("error", () => {});
  pids.push(child.pid);
  keep();
  return child;
}

// Below the ports that clients are given, so that no client has it.
async function freePort(from) {
  for (let port = from; port < 32_768; port++) {
    const free = await new Promise((done) => {
      const server = createServer();
      server.once("error", () => done(false));
      server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
    });
    if (free) return port;
  }
  throw new Error("no port is free");
}

async function up(name, port, child) {
  for (let tries = 0; tries < 600; tries++) {
    goOn();
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await connects(port)) return;
    await pause(50);
  }
  throw new Error(`${name} does not start in ${folder}`);
}

function room(name) {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

const engines = {
  async redis() {
    if (!has("redis-server")) return "redis-server (apt-get install redis-server)";
    const port = await freePort(26_379);
    const place = room("redis");
    const words = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", place];
    await up("redis-server", port, start("redis-server", words.map(String), place));
    return { port, words: `--redis=local-cache=redis://127.0.0.1:${port}` };
  },
  async mariadb() {
    if (!has("mariadbd") || !has("mariadb-install-db")) return "mariadbd (apt-get install mariadb-server-core)";
    const port = await freePort(23_306);
    const place = room("mariadb");
    const common = [
      "--no-defaults",
      `--user=${userInfo().username}`,
      `--datadir=${join(place, "data")}`,
      `--tmpdir=${room("mariadb/tmp")}`,
      "--innodb-log-file-size=16M",
    ];
    const setUp = ["--auth-root-authentication-method=normal", "--skip-test-db"];
    const made = spawnSync("mariadb-install-db", [...common, ...setUp], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stdout}${made.stderr}`);
    const own = [`--port=${port}`, "--bind-address=127.0.0.1", `--socket=${join(place, "s.sock")}`];
    const words = [...common, ...own, `--pid-file=${join(place, "pid")}`, "--skip-name-resolve"];
    await up("mariadbd", port, start("mariadbd", words, place));
    return { port, words: `--mysql=local-db=mysql://root@127.0.0.1:${port}` };
  },
  async mongodb() {
    if (!existsSync(mongod)) return "mongod (scripts/engines/mongod.sh)";
    const port = await freePort(27_117);
    const place = room("mongodb");
    const words = ["--port", `${port}`, "--dbpath", place, "--bind_ip", "127.0.0.1", "--nounixsocket"];
    await up("mongod", port, start(mongod, [...words, "--wiredTigerCacheSizeGB", "0.25"], place));
    return { port, words: `--mongodb=local-mongo=mongodb://127.0.0.1:${port}` };
  },
};

try {
  const found = [];
  for (const [name, engine] of Object.entries(engines)) {
    const started = await engine();
    if (typeof started === "string") console.error(`not here, so left out: ${started}`);
    else found.push({ name, ...started });
  }
  // MariaDB's load goes by the distribution's client, which is a package of its own.
  const loaded = found.filter(({ name }) => name !== "mariadb" || has("mariadb"));
  if (loaded.length < found.length) console.error("MariaDB has no load: mariadb (apt-get install mariadb-client-core)");
  const load = loaded.map(({ name, port }) => `${name}=${port}`);
  if (load.length > 0) start(process.execPath, [join(here, "load.mjs"), folder, ...load], folder);
  goOn();
  for (const { words } of found) console.log(words);
} catch (fault) {
  console.error(`error: ${fault.message}`);
  await end(folder, pids);
  if (read()?.folder === folder) rmSync(STATE);
  remove(folder);
  process.exit(1);
}
