// Ends the engines that start.mjs started, by their own ids, and removes their folder.
import { readFileSync, readlinkSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
// What runs, for whoever ends it. Tests have one of their own.
export const STATE = process.env.QUELL_ENGINES_STATE || join(here, "../../.cache/engines.json");

export function read() {
  try {
    return JSON.parse(readFileSync(STATE, "utf8"));
  } catch {
    return null;
  }
}

// An id may be somebody else's by now: ours works in our folder.
function isOurs(pid, folder) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

function tell(pid, signal) {
  try {
    // The group: the load has clients of its own.
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}

// Ends the programs of a folder, and waits until they are gone.
export async function end(folder, pids) {
  const left = () => pids.filter((pid) => isOurs(pid, folder));
  // The load first, so that it does not connect again to what ends.
  for (const pid of left().reverse()) tell(pid, "SIGTERM");
  for (let tries = 0; left().length > 0; tries++) {
    if (tries === 200) for (const pid of left()) tell(pid, "SIGKILL");
    await pause(50);
  }
}

// More than once, while a program that is about to end still writes there.
export function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

export async function stop() {
  const state = read();
  if (state === null) return;
  await end(state.folder, state.pids);
  // By this a start that is still under way learns that it was stopped.
  rmSync(STATE, { force: true });
  remove(state.folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await stop();
