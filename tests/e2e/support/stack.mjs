// What most flows need, started together and ended together: a local cloud, Chromium and, if asked for, Redis.

import { launchBrowser } from "./browser.mjs";
import { startFrontOfNginx } from "./nginx.mjs";
import { openPage } from "./page.mjs";
import { startRedis } from "./redis.mjs";
import { startSandbox } from "./sandbox.mjs";

/** Where the console of a sandbox is opened: behind the shipped nginx, or with QUELL_FRONT=sandbox at the sandbox itself. */
export async function startFrontOf(sandbox, options) {
  return process.env.QUELL_FRONT === "sandbox" ? { url: sandbox.url, stop: async () => {} } : startFrontOfNginx(sandbox, options);
}

/**
 * `redis: "cache"` starts a real redis-server and makes it the node of the DCS instance `cache`; `sandbox` and
 * `browser` are the options of startSandbox and launchBrowser.
 * Gives `sandbox`, `url` (where the console is), `browser`, `redis`,
 * `open(path, options)` (openPage on the console) and `stop()`.
 */
export async function startStack({ redis: instance, sandbox: cloud = {}, browser: window = {} } = {}) {
  const started = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const redis = instance && await startRedis();
    if (redis) started.push(redis.stop);
    const servers = redis ? { ...cloud.redis, [instance]: redis.url } : cloud.redis;
    const sandbox = await startSandbox({ ...cloud, redis: servers });
    started.push(sandbox.stop);
    const front = await startFrontOf(sandbox, cloud);
    started.push(front.stop);
    const { url } = front;
    const browser = await launchBrowser(window);
    started.push(() => browser.close());
    const open = (path = "/", options = {}) => openPage(browser, url + path, options);
    return { sandbox, url, browser, redis, open, stop };
  } catch (error) {
    // A test runner does not end while something that a half-started stack left is alive.
    await stop();
    throw error;
  }
}
