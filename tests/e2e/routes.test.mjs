// The ways other than the prefix: a kill goes by each as it was shown, once, and its end is seen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole, readPreview } from "./support/console.mjs";
import { startRelay } from "./support/relay.mjs";
import { ledgerOf, linkTo } from "./support/sessions.mjs";
import { startStack } from "./support/stack.mjs";

const ATTEMPT = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SHOWN_ATTEMPT = "(made when you confirm)";
const BLOT = "••••••";
const NODES = { dds: "orders-mongo / mongos-1", taurusdb: "orders-db / primary", dcs: "checkout-cache / node-1" };

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "60"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** Opens the console by a route, and closes it and the relay whatever happens. */
async function by(route, work, options = {}) {
  const relay = await startRelay(stack.sandbox, route, options);
  try {
    const visit = await openConsole(stack, { url: relay.url });
    try {
      await work(visit, relay);
    } finally {
      await visit.close();
    }
  } finally {
    await relay.stop();
  }
}

/** One session of a node that stays until somebody ends it, as a text of the form. */
async function oneOf(service, node) {
  if (service === "taurusdb") return (await cloud.lasting(node, 1))[0];
  if (service === "dds") return (await cloud.sessions(node)).find(({ active }) => active).id;
  return (await cloud.clients(node)).find(({ flags }) => !/[SMO]/.test(flags)).peer;
}

/** The kills that came to the relay. */
const kills = (relay) => relay.arrived.filter(({ headers }) => headers["x-attempt-id"]);

/** Kills one session by the form; gives what the question showed, and what the result says. */
async function killOne(visit, service) {
  await visit.signIn();
  const node = await visit.choose(NODES[service]);
  await visit.paste(await oneOf(service, node));
  await visit.ask();
  await visit.dialog.locator("summary").filter({ hasText: "exact request" }).click();
  const shown = readPreview(await visit.dialog.locator("pre").first().innerText());
  const envelope = visit.dialog.locator("pre.envelope");
  const wrapped = await envelope.count() ? readPreview(await envelope.innerText()) : null;
  const route = await visit.dialog.locator("code.route").innerText();
  await visit.agree();
  const outcome = await visit.outcome();
  outcome.sentTo = await visit.result.locator(".attempts").textContent();
  return { node, shown, wrapped, route, outcome };
}

/** The record of the run, as its page tells it. */
async function record(visit) {
  await visit.result.getByRole("link", { name: "Open the record" }).click();
  const page = visit.page.locator("main .history");
  await page.locator("h2").first().waitFor();
  return page.textContent();
}

async function assertEnded(visit, outcome, attempt) {
  assert.equal(outcome.mark, "gone", outcome.text);
  const arrivals = (await ledgerOf(stack)).filter((arrival) => arrival.attempt === attempt);
  assert.deepEqual(arrivals.map(({ applied }) => applied), [1]);
  visit.assertClean();
}

for (const service of Object.keys(NODES)) {
  test(`a kill of ${service} goes to the cloud's URL in a query as it was shown, once, and its end is seen`, () => (
    by({ kind: "query", url: "/relay?url=" }, async (visit, relay) => {
      const { shown, route, outcome } = await killOne(visit, service);
      const [sent, ...others] = kills(relay);
      assert.deepEqual(others, []);
      assert.equal(sent.url, route);
      assert.equal(sent.inner, relay.endpoint + shown.path);
      assert.deepEqual({ method: sent.method, body: sent.body }, { method: shown.method, body: shown.body });
      const { "x-auth-token": blot, "x-attempt-id": attempt, host, ...headers } = shown.headers;
      assert.deepEqual([blot, attempt, host], [BLOT, SHOWN_ATTEMPT, new URL(relay.endpoint).host]);
      for (const [name, value] of Object.entries(headers)) assert.equal(sent.headers[name], value, name);
      assert.match(sent.headers["x-attempt-id"], ATTEMPT);
      assert.ok(relay.arrived.every(({ url }) => url.startsWith("/relay?url=http%3A%2F%2F127.0.0.1%3A")));
      assert.ok(outcome.sentTo.includes(route) && outcome.sentTo.includes(sent.inner), outcome.sentTo);
      await assertEnded(visit, outcome, sent.headers["x-attempt-id"]);
    })
  ));

  test(`a kill of ${service} goes in an envelope as it was shown, once, and its end is seen`, () => (
    by({ kind: "envelope", url: "/envelope" }, async (visit, relay) => {
      const { shown, wrapped, route, outcome } = await killOne(visit, service);
      const [sent, ...others] = kills(relay);
      assert.deepEqual(others, []);
      const attempt = sent.headers["x-attempt-id"];
      assert.match(attempt, ATTEMPT);
      // What was shown is what was sent, but for the two that a person cannot be shown.
      const promised = wrapped.body.replaceAll(SHOWN_ATTEMPT, attempt).replaceAll(BLOT, stack.sandbox.ready.token);
      assert.deepEqual(
        { method: sent.method, url: sent.url, kind: sent.headers["content-type"], body: sent.body },
        { method: wrapped.method, url: wrapped.path, kind: wrapped.headers["content-type"], body: promised },
      );
      assert.equal(route, "/envelope");
      assert.deepEqual(
        { method: sent.inner.method, url: sent.inner.url, data: sent.inner.data },
        { method: shown.method, url: relay.endpoint + shown.path, data: shown.body },
      );
      assert.equal(sent.headers["x-auth-token"], undefined, "the token is in the envelope alone");
      assert.ok(relay.arrived.every(({ url, method }) => url === "/envelope" && method === "POST"));
      assert.ok(outcome.sentTo.includes(`POST /envelope which leads to ${sent.inner.method} ${sent.inner.url}`), outcome.sentTo);
      await assertEnded(visit, outcome, attempt);
    })
  ));
}

test("a kill goes to the cloud itself, on the page's own origin, and its end is seen", () => (
  by({ kind: "direct" }, async (visit, relay) => {
    const { shown, route, outcome } = await killOne(visit, "taurusdb");
    const [sent, ...others] = kills(relay);
    assert.deepEqual(others, []);
    assert.equal(route, relay.url + shown.path);
    assert.deepEqual(
      { method: sent.method, url: sent.url, body: sent.body },
      { method: shown.method, url: shown.path, body: shown.body },
    );
    assert.ok(relay.arrived.every(({ url }) => url.startsWith("/v")));
    await assertEnded(visit, outcome, sent.headers["x-attempt-id"]);
  })
));

test("a cloud on another origin is not reached directly under the shipped policy, and the page says that nobody knows", async () => {
  const relay = await startRelay(stack.sandbox, { kind: "direct" });
  const elsewhere = await startRelay(stack.sandbox, { kind: "direct" });
  try {
    const visit = await openConsole(stack, {
      url: relay.url,
      before: (page) => page.route("**/config.json", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(relay.url, elsewhere.url) });
      }),
      path: linkTo(stack, NODES.taurusdb),
      ready: false,
    });
    await visit.signIn();
    await visit.page.getByText("No answer came through the route.").waitFor({ timeout: 30_000 });
    assert.deepEqual(elsewhere.arrived, []);
    assert.ok(visit.trouble.policy.some((line) => line.startsWith("connect-src blocked")), visit.trouble.policy.join());
    await visit.close();
  } finally {
    await relay.stop();
    await elsewhere.stop();
  }
});

test("an envelope that cannot be read is unknown, and the list tells what became of the session", () => {
  const spoil = (envelope, wrapped) => (wrapped.method === "DELETE" ? '{"success":true,"status":200,"data":{}}' : JSON.stringify(envelope));
  return by({ kind: "envelope", url: "/envelope" }, async (visit) => {
    const { outcome } = await killOne(visit, "taurusdb");
    assert.match(outcome.text, /What the proxy put around the answer cannot be read/);
    assert.match(outcome.text, /gone/i);
  }, { wrap: spoil });
});

test("the record and its export say by which way the kill went, and what wrapped it", () => (
  by({ kind: "envelope", url: "/envelope" }, async (visit, relay) => {
    await killOne(visit, "taurusdb");
    const [sent] = kills(relay);
    const text = await record(visit);
    assert.ok(text.includes("/envelope") && text.includes(sent.inner.url), text);
  })
));

test("a person signs in with a password through an envelope, and it is nowhere but in its body", () => (
  by({ kind: "envelope", url: "/envelope" }, async (visit, relay) => {
    const { page } = visit;
    const { domain, user, password } = stack.sandbox.ready;
    await visit.choose(NODES.taurusdb);
    await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
    const dialog = page.locator("dialog.sign-in");
    await dialog.getByRole("button", { name: "IAM user" }).click();
    await page.locator("#account").fill(domain);
    await page.locator("#user").fill(user);
    await page.locator("#password").fill(password);
    await dialog.locator("button[type=submit]").click();
    await dialog.waitFor({ state: "detached" });
    const [login] = relay.arrived.filter(({ inner }) => inner.url.includes("/v3/auth/tokens"));
    assert.equal(login.inner.method, "POST");
    assert.ok(login.inner.data.includes(password));
    assert.ok(!(await page.content()).includes(password));
  })
));

test("without the endpoint that a route needs the page says so where the target is chosen, and sends nothing", () => (
  by({ kind: "query", url: "/relay?url=" }, async (visit, relay) => {
    await visit.signIn();
    await visit.choose(NODES.taurusdb);
    const said = visit.page.getByRole("alert").filter({ hasText: "nobody has named that of TaurusDB in local-1" });
    await said.waitFor();
    await visit.paste("1");
    await visit.killButton.click();
    assert.equal(await visit.dialog.count(), 0);
    assert.deepEqual(relay.arrived, []);
  }, { known: false })
));
