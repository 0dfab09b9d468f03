// The settings of the console, as a person opens them.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { openConsole } from "./console.mjs";
import { config } from "./faults.mjs";
import { startStack } from "./stack.mjs";
import { until } from "./wait.mjs";

/** The key under which the browser keeps them. */
export const KEPT = "quell.settings.1";

/** A part of the screen by its title. */
export const part = (visit, name) => visit.page.getByRole("region", { name, exact: true });

/**
 * The console of a `stack` on its settings. `kept` is the text that the browser has of them; `file` are parts of config.json in the
 * place of those of `good`, the sandbox's own. Gives what openConsole gives, and `keeps(expected)`.
 */
async function openOn({ stack, good }, { kept, file, ...options } = {}) {
  const visit = await openConsole(stack, {
    path: "/#/?view=settings", ready: false, ...options,
    async before(page) {
      if (file) await config(page, JSON.stringify({ ...good, ...file }));
      if (kept) await page.addInitScript(([key, text]) => { if (!sessionStorage.seen) localStorage.setItem(key, text); sessionStorage.seen = "1"; }, [KEPT, kept]);
    },
  });
  await visit.page.locator(".settings").waitFor();
  const found = () => visit.page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEPT);
  return {
    ...visit,
    /** Waits until the browser keeps exactly this. */
    async keeps(expected) {
      await until("the settings to be kept", async () => isDeepStrictEqual(await found(), expected)).catch(() => {});
      assert.deepEqual(await found(), expected);
    },
  };
}

/** A stack in which life stands still. Gives `stack`, `good`: the sandbox's config.json, and `openSettings(options)`. */
export async function startSettings() {
  const stack = await startStack({ sandbox: { args: ["--sessions", "16", "--speed", "0"] } });
  const good = await (await fetch(`${stack.sandbox.url}/config.json`)).json();
  return { stack, good, openSettings: (options) => openOn({ stack, good }, options) };
}
