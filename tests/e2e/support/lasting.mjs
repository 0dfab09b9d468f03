// Chromium with a profile that outlives it: it can be killed as a crash kills it, and started again on what it kept.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "playwright-core";
import { QUIET } from "./browser.mjs";
import { CHROMIUM } from "./paths.mjs";
import { until } from "./wait.mjs";

const running = new Set();
const endAll = () => running.forEach(({ pid }) => process.kill(-pid, "SIGKILL"));
process.on("exit", endAll);

/**
 * A profile of its own, in `folder`. `start()` starts Chromium on it and gives what openPage takes as a browser; `end()` has it
 * end by itself, so that it writes down all it would keep; `crash()` ends all of its processes with SIGKILL, at once;
 * `forget()` does the same and removes the profile.
 */
export function lastingBrowser() {
  const folder = mkdtempSync(join(tmpdir(), "quell-profile-"));
  const said = join(folder, "DevToolsActivePort");
  let child;
  let browser;

  async function crash() {
    if (!child) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
    running.delete(child);
    child = null;
  }

  return {
    folder,
    async start() {
      rmSync(said, { force: true });
      // A group of its own: all that belongs to it ends together.
      child = spawn(CHROMIUM, [
        ...QUIET, "--headless=new", "--lang=en-US", "--no-default-browser-check", "--disable-session-crashed-bubble",
        "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank",
      ], { stdio: "ignore", detached: true });
      running.add(child);
      const port = await until("Chromium to say its port", () => existsSync(said)
        && readFileSync(said, "utf8").split("\n")[1] && readFileSync(said, "utf8").split("\n")[0], { patience: 30_000 });
      browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const [context] = browser.contexts();
      // The profile's own context: another one would forget.
      return { newContext: async () => context };
    },
    async end() {
      const ended = once(child, "exit");
      const session = await browser.newBrowserCDPSession();
      await Promise.all([ended, session.send("Browser.close").catch(() => {})]);
      running.delete(child);
      child = null;
    },
    crash,
    async forget() {
      await crash();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
