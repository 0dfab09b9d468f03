// A machine of a test's own: a folder for temporary files, a list of what runs, and the programs that it has.
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const TOP = fileURLToPath(new URL("../../..", import.meta.url));
const PATIENCE = 60_000;

/** Asks again and again until it is so, and gives back what was found. */
export async function until(what, holds, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`still not so after ${patience} ms: ${what}`);
    await pause(20);
  }
}

/** The ids of the programs that work in a folder. */
export function workersIn(folder) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        // It is gone, or somebody else's.
        return false;
      }
    })
    .map(Number);
}

/** The folders of PATH in which a program is not. */
export function pathWithout(program) {
  const folders = process.env.PATH.split(delimiter);
  return folders.filter((folder) => !existsSync(join(folder, program))).join(delimiter);
}

export class Machine {
  constructor(env = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "quell-test-"));
    this.temporary = join(this.folder, "tmp");
    mkdirSync(this.temporary);
    this.state = join(this.temporary, "engines.json");
    this.env = { ...process.env, TMPDIR: this.temporary, QUELL_ENGINES_STATE: this.state, ...env };
  }

  /** A machine that has no engine but redis-server, which starts at once. */
  static withRedisOnly() {
    return new Machine({ PATH: pathWithout("mariadbd"), MONGOD: "/nowhere/mongod" });
  }

  /** Puts a program of a shell's words on it, and gives back its path. */
  program(name, words) {
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${words}\n`, { mode: 0o755 });
    this.env.PATH = [bin, ...this.env.PATH.split(delimiter).filter((folder) => folder !== bin)].join(delimiter);
    return join(bin, name);
  }

  /** Runs one of the scripts to its end. */
  run(script) {
    return spawnSync(process.execPath, [join(TOP, "scripts/engines", script)], { env: this.env, encoding: "utf8" });
  }

  /** Starts the engines and gives back their ports by the option of the sandbox. */
  start() {
    const { status, stdout, stderr } = this.run("start.mjs");
    if (status !== 0) throw new Error(`start.mjs ended with ${status}: ${stderr}`);
    const lines = stdout.split("\n").filter(Boolean);
    const ports = lines.map((line) => [/^--(\w+)=/.exec(line)[1], Number(/:(\d+)$/.exec(line)[1])]);
    return { ports: Object.fromEntries(ports), lines, stderr };
  }

  stop() {
    return this.run("stop.mjs");
  }

  /** Starts a program and does not wait for it. */
  spawn(program, words, options = {}) {
    return spawn(program, words, { env: this.env, ...options });
  }

  get running() {
    return JSON.parse(readFileSync(this.state, "utf8"));
  }

  /** What the scripts left behind: files and programs. */
  get left() {
    return [...readdirSync(this.temporary), ...workersIn(this.temporary)];
  }

  /** Whatever a failed test left running ends too. */
  close() {
    this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
