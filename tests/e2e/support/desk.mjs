// A sandbox in which life stands still and a page that has one of the kills open: where faults are met, one after another.

import { lendHand } from "./hand.mjs";
import { bendTime } from "./haste.mjs";
import { cloudOf } from "./cloud.mjs";
import { openConsole } from "./console.mjs";
import { startSandbox } from "./sandbox.mjs";
import { startFrontOf } from "./stack.mjs";

/** Where each kill is tried out. */
const NODES = {
  "dds.kill": "orders-mongo / mongos-1",
  "dcs.kill": "checkout-cache / node-1",
  "dcs.kill_all": "checkout-cache / node-1",
  "taurusdb.kill": "orders-db / primary",
};

/**
 * Signed in, with the form of an operation open. Gives the `stack` (a sandbox of `sessions` to a node, and the
 * browser), the `visit`, the `node`, `living()`: the handles of those whom the operation can end; `name(count)`,
 * which puts so many of them into the form; `isOverOrAsksForToken()` and `signInIfAsked(token)`, for runs whose token is
 * over; and `close()`.
 */
export async function openDesk(browser, operation, { sessions = 60 } = {}) {
  const sandbox = await startSandbox({ args: ["--sessions", String(sessions), "--speed", "0"] });
  const front = await startFrontOf(sandbox);
  const stack = { browser, sandbox, url: front.url };
  const cloud = cloudOf(sandbox);
  const visit = await openConsole(stack, { init: [lendHand, bendTime] });
  await visit.signIn();
  const node = await visit.choose(NODES[operation]);
  const isAll = operation === "dcs.kill_all";
  if (isAll) {
    await visit.tab("Kill all clients");
    await visit.page.locator("input[name=scope]").first().check();
  }
  const living = async () => {
    if (operation === "dds.kill") return (await cloud.sessions(node)).filter(({ active }) => active).map(({ id }) => id);
    if (operation === "taurusdb.kill") {
      // Those that write would undo their work first.
      return (await cloud.threads(node)).filter(({ command, user }) => command === "Sleep" && user !== "backup_user").map(({ id }) => id);
    }
    return (await cloud.clients(node)).map(({ peer }) => peer);
  };
  const signIn = visit.result.getByRole("button", { name: "Sign in" });
  return {
    operation, stack, cloud, visit, node, living,
    async name(count) {
      if (isAll) return;
      const ids = (await living()).slice(0, count);
      if (ids.length < count) throw new Error(`${ids.length} of ${count} sessions are left`);
      await visit.paste(operation === "taurusdb.kill" ? ids.join("\n") : JSON.stringify(ids));
    },
    isOverOrAsksForToken: () => signIn.or(visit.over).first().waitFor(),
    /** What was sent with a token that is over is refused, and goes nowhere again: a run asks for another for the rest. */
    async signInIfAsked(token) {
      if (!await signIn.count()) return;
      await signIn.click();
      await visit.page.getByLabel("IAM token").fill(token);
      await visit.page.getByRole("button", { name: "Use this token" }).click();
      await visit.result.getByRole("button", { name: "Go on", exact: true }).click();
    },
    async close() {
      await visit.close();
      await front.stop();
      await sandbox.stop();
    },
  };
}
