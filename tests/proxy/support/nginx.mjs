// The distribution's nginx with the files that are shipped: nginx.conf around what make.mjs writes, moved into a folder
// of the test. `change` may break what was written, for tests that prove that a part is needed.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../e2e/support/ports.mjs";
import { TOP } from "../../e2e/support/paths.mjs";
import { until } from "../../e2e/support/wait.mjs";

const NGINX = existsSync("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
const running = new Set();
// A master that is told to end takes its workers along; one that is killed leaves them behind.
process.on("exit", () => running.forEach((pid) => { try { process.kill(pid, "SIGTERM"); } catch { /* it has ended */ } }));

export const make = (...words) => execFileSync(process.execPath, [join(TOP, "deploy/nginx/make.mjs"), ...words],
  { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Whether a port takes connections. */
const listens = (port) => new Promise((answer) => {
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => { socket.destroy(); answer(true); });
  socket.once("error", () => answer(false));
});

/**
 * Starts one on a free port. `words(port)` are those for make.mjs, or `text(port)` is a whole file.
 * Gives `port`, `folder`, `workers()`, `reload()`, `audit()` (the lines, read), `logs()` (all that was written
 * anywhere) and `stop()`.
 */
export async function startNginx({ words, text, change = (whole) => whole, workers = 2 }) {
  const folder = mkdtempSync(join(tmpdir(), "quell-nginx-"));
  const port = await freePort();
  const inner = await freePort();
  const whole = text ? text(port) : make(...words(port), "--self-test", `${inner}`, "--log", folder);
  const around = readFileSync(join(TOP, "deploy/nginx/nginx.conf"), "utf8")
    .replaceAll("/tmp/", `${folder}/`).replaceAll("/etc/quell/", `${folder}/`)
    .replace("error_log stderr", `error_log ${folder}/main.error.log`)
    .replace("worker_processes auto", `worker_processes ${workers}`);
  writeFileSync(join(folder, "nginx.main"), around);
  writeFileSync(join(folder, "quell.conf"), change(whole));
  // Root would hand its workers to another user, who may not read the folder.
  const user = process.getuid() === 0 ? "user root; " : "";
  const child = spawn(NGINX, ["-c", join(folder, "nginx.main"), "-e", join(folder, "start.log"), "-g", `${user}daemon off;`],
    { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child.pid);
  let said = "";
  child.stdout.on("data", (bytes) => { said += bytes; });
  child.stderr.on("data", (bytes) => { said += bytes; });
  const ended = new Promise((done) => child.once("exit", done)).then(() => running.delete(child.pid));
  const logs = () => readdirSync(folder).filter((name) => name.endsWith(".log"))
    .map((name) => readFileSync(join(folder, name), "utf8")).join("") + said;
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until("nginx to listen", () => {
      if (child.exitCode !== null) throw new Error(`nginx ended:\n${logs()}`);
      return listens(port);
    });
  } catch (fault) {
    await stop();
    throw fault;
  }
  const master = () => Number(readFileSync(join(folder, "nginx.pid"), "utf8"));
  const children = () => readFileSync(`/proc/${master()}/task/${master()}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  return {
    port, folder, logs, stop,
    url: `http://127.0.0.1:${port}`,
    workers: children,
    /** Those that take new connections; one that is going away says so in its name. */
    serving: () => children().filter((pid) => {
      try {
        return !readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("shutting down");
      } catch {
        return false;
      }
    }),
    reload: () => process.kill(master(), "SIGHUP"),
    audit: () => {
      const file = join(folder, "quell.audit.log");
      return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) : [];
    },
  };
}
