// A program started for a test, and ended by its own process id whatever happens.

import { spawn } from "node:child_process";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a program. `log()` is all it has said; `alive()` throws with that log once it has ended. */
export function startChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let log = "";
  let trouble = null;
  running.add(child);
  child.stdout.on("data", (bytes) => { log += bytes; });
  child.stderr.on("data", (bytes) => { log += bytes; });
  const ended = new Promise((done) => {
    child.once("error", (error) => { trouble = error; done(); });
    child.once("exit", done);
  }).then(() => running.delete(child));

  const hasEnded = () => trouble !== null || child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid,
    log: () => log,
    alive() {
      if (!hasEnded()) return;
      throw trouble ?? new Error(`${command} ended with ${child.exitCode ?? child.signalCode}:\n${log}`);
    },
    async stop() {
      if (hasEnded()) return;
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(hard);
    },
  };
}
