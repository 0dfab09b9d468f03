// Answers that are no success: each is named for what it is, the list tells what happened all the same, nothing is
// sent again by itself, and nothing that was typed is lost.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { startFront } from "./support/front.mjs";
import { asSent, isKill } from "./support/kills.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { startStack } from "./support/stack.mjs";
import { until } from "./support/wait.mjs";

let stack;
let cloud;
let front;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
  front = await startFront(stack.sandbox.url);
});
after(async () => {
  await front?.stop();
  await stack?.stop();
});
afterEach(() => front.heal());

/** Signed in, with a kill of two threads in the form. */
async function ready({ token, node: wrongNode } = {}) {
  const visit = await openConsole(stack, { url: front.url });
  await visit.signIn(token);
  const node = await visit.choose("orders-db / primary");
  const ids = await cloud.lasting(node, 2);
  if (wrongNode) await visit.page.locator("#node").fill(wrongNode);
  await visit.paste(ids.join("\n"));
  return { ...visit, node, ids };
}

/** The kill, and nothing else, meets this in the browser. */
const breakKills = (page, fault) => page.route("**/proxy/**", (route) => (
  isKill(asSent(route.request())) ? route.abort(fault) : route.fallback()
));

/** Sends a kill that meets the fault, and gives what the page made of it. */
async function meet({ answer, breaks }) {
  if (answer) front.answerKills(answer);
  const visit = await ready();
  const before = await visit.target();
  await breaks?.(visit.page);
  await visit.kill();
  const outcome = await visit.outcome();
  // The form is as it was, and the page sent once and will not again.
  assert.equal(await visit.list.inputValue(), visit.ids.join("\n"));
  assert.deepEqual(await visit.target(), before);
  assert.equal(visit.kills().length, 1);
  return { visit, outcome };
}

const json = (status, body, headers = {}) => (response) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(typeof body === "function" ? body(response.req) : body));
};
const html = (status, headers = {}) => (response) => {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
  response.end("<!doctype html><title>Sign in</title><form action=/login><input name=user></form>");
};
/** The cloud carries the kill out, and then this comes back. */
const butDone = (answer) => async (response, request, _, apply) => {
  await apply();
  answer(response, request);
};

/** Of the answer nobody knows anything, for this reason; the list does, and says the truth. */
async function assertUnknown(visit, { mark, headline, rows, attempts }, reason, isDone) {
  const end = isDone ? "gone" : "still there";
  assert.deepEqual([mark, headline], isDone ? ["gone", "2 gone."] : ["refused", "2 still there."]);
  assert.equal(attempts.length, 1);
  assert.match(attempts[0], /2 sessions · unknown/);
  assert.match(attempts[0], reason);
  assert.deepEqual(rows.map(([id, , ...all]) => [id, ...all]), visit.ids.map((id) => [id, "unknown", end, end]));
  const left = (await cloud.threads(visit.node)).map(({ id }) => id);
  assert.deepEqual(visit.ids.map((id) => left.includes(id)), [!isDone, !isDone]);
}

async function assertRefused(visit, { mark, headline, rows, attempts }, ...says) {
  assert.deepEqual([mark, headline], ["refused", "2 refused."]);
  for (const part of says) assert.match(attempts.join(), part);
  assert.deepEqual(rows.map(([id, , ...all]) => [id, ...all]), visit.ids.map((id) => [id, "refused", "not checked", "refused"]));
  const left = (await cloud.threads(visit.node)).map(({ id }) => id);
  assert.deepEqual(visit.ids.map((id) => left.includes(id)), [true, true]);
}

async function newToken(visit) {
  await visit.page.getByLabel("IAM token").fill(stack.sandbox.ready.token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
}

test("a wrong token is found out by the list: nothing is sent, and a new token can be given at once", async () => {
  const visit = await ready({ token: "not-the-token" });
  await visit.killButton.click();
  await visit.dialog.getByText("The cloud does not take the token.").waitFor();
  assert.match(await visit.dialog.innerText(), /The cloud does not accept this token[\s\S]*APIGW\.0301/);
  assert.equal(await visit.sendButton.isEnabled(), false);
  assert.deepEqual(visit.kills(), []);
  assertOneFailedCall(visit, /\b401\b/);
  await visit.dialog.getByRole("button", { name: "Sign in" }).click();
  await newToken(visit);
  await visit.dialog.locator(".blast").waitFor();
  await visit.agree();
  assert.equal((await visit.outcome()).headline, "2 gone.");
  assert.equal(front.kills.length, 1);
  await visit.close();
});

test("a token that is over when the last kill arrives is a refusal: nothing is left to do, and none of it is sent again", async () => {
  front.answerKills(json(401, { error_code: "APIGW.0301", error_msg: "Incorrect IAM authentication information: token expires" }));
  const visit = await ready();
  await visit.ask();
  await visit.agree();
  await assertRefused(visit, await visit.outcome(), /refused by the cloud \(401\)/, /APIGW\.0301/, /The token has expired/);
  assert.equal(front.kills.length, 1);
  assertOneFailedCall(visit, /\b401\b/);
  front.answerKills((_, __, pass) => pass());
  await visit.kill();
  assert.equal((await visit.outcome()).headline, "2 gone.");
  const [first, second] = front.kills.map(({ headers }) => headers["x-attempt-id"]);
  assert.notEqual(first, second);
  await visit.close();
});

test("a node that the cloud does not know is found out by the list: nothing is sent, and it is said what to check", async () => {
  const visit = await ready({ node: `${"0".repeat(32)}no07` });
  await visit.killButton.click();
  await visit.dialog.getByText("The cloud does not know this instance").waitFor();
  assert.match(await visit.dialog.innerText(), /DBS\.200013/);
  assert.equal(await visit.sendButton.isEnabled(), false);
  assert.deepEqual(visit.kills(), []);
  await visit.cancelButton.click();
  assert.equal(await visit.list.inputValue(), visit.ids.join("\n"));
  assertOneFailedCall(visit, /\b404\b/);
  await visit.close();
});

for (const [name, status, error, ...says] of [
  ["a node that is gone when the kill arrives", 400, { error_code: "DBS.212005", error_msg: "The node does not belong to the group." },
    /DBS\.212005/, /The cloud does not know this node/],
  ["a permission that is missing", 403, { error_code: "DBS.200010", error_msg: "No permission." },
    /DBS\.200010/, /Missing permission: gaussdbformysql:/],
]) {
  test(`${name} is a refusal with the cloud's words, and with what they mean`, async () => {
    const { visit, outcome } = await meet({ answer: json(status, error, { "x-request-id": "req-77" }) });
    await assertRefused(visit, outcome, new RegExp(`refused by the cloud \\(${status}\\): no session was touched`), /req-77/, ...says);
    assertOneFailedCall(visit, new RegExp(`\\b${status}\\b`));
    await visit.close();
  });
}

for (const [name, fault, noise] of [
  ["a network that is down", "internetdisconnected", /ERR_INTERNET_DISCONNECTED/],
  ["a connection that is cut", "connectionreset", /ERR_CONNECTION_RESET/],
]) {
  test(`${name} for the kill alone leaves it to the list, which has the threads still`, async () => {
    const { visit, outcome } = await meet({ breaks: (page) => breakKills(page, fault) });
    await assertUnknown(visit, outcome, /No answer came through the route/, false);
    assert.equal(await visit.result.getByRole("button", { name: "Retry the 2 still there…" }).count(), 1);
    assertOneFailedCall(visit, noise);
    await visit.close();
  });
}

test("where the lists fail as well nobody knows, which is said and is not green, until somebody checks again", async () => {
  let isDown = true;
  front.answerKills(butDone(html(502)));
  const visit = await ready();
  await visit.ask();
  const refused = { status: 403, contentType: "application/json", body: '{"error_code":"DBS.200010","error_msg":"Not now."}' };
  await visit.page.route("**/processes?*", (route) => (isDown ? route.fulfill(refused) : route.fallback()));
  await visit.agree();
  const outcome = await visit.outcome();
  assert.deepEqual([outcome.mark, outcome.headline], ["unknown", "2 unknown."]);
  assert.deepEqual(outcome.rows.map(([id, , ...all]) => [id, ...all]), visit.ids.map((id) => [id, "unknown", "not checked", "unknown"]));
  isDown = false;
  await visit.result.getByRole("button", { name: "Check again" }).click();
  await until("the list to have told", async () => (await visit.outcome()).headline === "2 gone.");
  assert.equal((await visit.outcome()).mark, "gone");
  assert.deepEqual([visit.kills().length, front.kills.length], [1, 1]);
  await visit.close();
});

test("a login page with 200 is unknown, and its markup is nowhere", async () => {
  const { visit, outcome } = await meet({ answer: butDone(html(200)) });
  await assertUnknown(visit, outcome, /The answer is not JSON: often a login page/, true);
  assert.equal(await visit.page.locator("form[action]").count(), 0);
  visit.assertClean();
  await visit.close();
});

test("a redirect is not followed, and is unknown", async () => {
  const { visit, outcome } = await meet({ answer: butDone(html(302, { location: "/login" })) });
  await assertUnknown(visit, outcome, /answered with a redirect, which is not followed/, true);
  // Chromium tells of the request that it did not make.
  assert.deepEqual(visit.trouble.requests, [`DELETE ${front.url}/login: net::ERR_ABORTED`]);
  visit.trouble.requests.length = 0;
  visit.assertClean();
  await visit.close();
});

for (const [name, answer, reason, status, isDone = true] of [
  ["an error of the server", json(500, { error_code: "DBS.200005", error_msg: "Server failure." }),
    /The server or the proxy failed, perhaps after the kill was carried out/, 500, false],
  ["an error of the server after the kill", json(500, { error_code: "DBS.200005", error_msg: "Server failure." }),
    /The server or the proxy failed, perhaps after the kill was carried out/, 500],
  ["a gateway's page with 502", html(502), /The server or the proxy failed/, 502],
  ["a gateway that gave up", json(504, { message: "upstream timed out" }), /perhaps after the kill was carried out/, 504],
  ["a proxy that has seen the attempt", json(409, { error_code: "PROXY.0409", error_msg: "This attempt was sent before." },
    { "x-proxy-stage": "duplicate" }), /The proxy has seen this attempt before/, 409],
  ["a refusal that nobody signed", html(403), /The answer is not JSON/, 403],
]) {
  test(`${name} is unknown, and the list says what happened`, async () => {
    const { visit, outcome } = await meet({ answer: isDone ? butDone(answer) : answer });
    await assertUnknown(visit, outcome, reason, isDone);
    assertOneFailedCall(visit, new RegExp(`\\b${status}\\b`));
    await visit.close();
  });
}

/** The ids that a kill that has arrived names. */
const named = () => JSON.parse(front.kills.at(-1).body).processes;
for (const [name, body, reason] of [
  ["an answer of another shape", () => ({ processes_killed: named() }), /does not have the form that the manual documents/],
  ["an answer that speaks of other threads", () => ({ processes_killed: [named()[0], 33], processes_not_found: [named()[1]] }),
    /do not fit the threads/],
  ["an answer that says two things of a thread", () => ({ processes_killed: named(), processes_not_found: [named()[1]] }),
    /do not fit the threads/],
  ["an error with the status of a success", { error_code: "DBS.200001", error_msg: "Parameter error." }, /does not have the form/],
]) {
  test(`${name} is unknown, and the list says what happened`, async () => {
    const { visit, outcome } = await meet({ answer: butDone(json(200, body)) });
    await assertUnknown(visit, outcome, reason, true);
    visit.assertClean();
    await visit.close();
  });
}

test("an answer that breaks off in the middle is unknown, whatever its half says", async () => {
  const { visit, outcome } = await meet({
    answer: (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "128" });
      response.write(`{"processes_killed":[${named()}],"processes_not_found":[]}`, () => response.destroy());
    },
  });
  await assertUnknown(visit, outcome, /The connection broke in the middle of the answer/, false);
  assertOneFailedCall(visit, /ERR_CONTENT_LENGTH_MISMATCH/);
  await visit.close();
});

test("an answer that claims all ended is not believed against the list", async () => {
  const { visit, outcome } = await meet({
    answer: json(200, () => ({ processes_killed: named(), processes_not_found: [] })),
  });
  assert.deepEqual([outcome.mark, outcome.headline], ["refused", "2 still there."]);
  assert.deepEqual(outcome.rows.map(([id, , ...all]) => [id, ...all]), visit.ids.map((id) => [id, "ended", "still there", "still there"]));
  visit.assertClean();
  await visit.close();
});

test("an answer beyond 2 MiB is not read to its end, and is unknown", async () => {
  let cut = false;
  const { visit, outcome } = await meet({
    answer: butDone((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.once("close", () => { cut = true; });
      const more = () => { while (!response.destroyed && response.write(" ".repeat(65_536)));  };
      response.on("drain", more);
      more();
    }),
  });
  await assertUnknown(visit, outcome, /larger than 2 MiB/, true);
  assert.equal(cut, true, "an endless answer was not ended by the page");
  assert.deepEqual(visit.trouble.policy, []);
  await visit.close();
});

const THROTTLED = { error_code: "APIGW.0308", error_msg: "The throttling threshold has been reached." };

test("too many requests is a refusal: the run waits as long as the server asks, and the next attempt has another id", async () => {
  let refusals = 0;
  front.answerKills((response, _, pass) => {
    refusals += 1;
    return refusals === 1 ? json(429, THROTTLED, { "retry-after": "3" })(response) : pass();
  });
  const visit = await ready();
  const at = [];
  visit.page.on("request", (request) => { if (isKill(asSent(request))) at.push(performance.now()); });
  await visit.ask();
  await visit.agree();
  await visit.result.getByText(/waiting [123] s \(the server asked\)/).waitFor();
  const { mark, headline, attempts } = await visit.outcome();
  assert.deepEqual([mark, headline], ["gone", "2 gone."]);
  assert.ok(at[1] - at[0] > 2_900, `${at[1] - at[0]} ms`);
  assert.match(attempts[0], /refused by the cloud \(429\): no session was touched.*APIGW\.0308/);
  assert.match(attempts[1], /2 ended, 0 not found/);
  assert.equal(new Set(front.kills.map(({ headers }) => headers["x-attempt-id"])).size, 2);
  assertOneFailedCall(visit, /\b429\b/);
  await visit.close();
});

test("after the third refusal for too many requests the run gives up, and says so", async () => {
  front.answerKills(json(429, THROTTLED, { "retry-after": "1" }));
  const visit = await ready();
  await visit.kill();
  await assertRefused(visit, await visit.outcome(), /refused by the cloud \(429\)/, /The cloud has too many requests/);
  assert.equal(new Set(front.kills.map(({ headers }) => headers["x-attempt-id"])).size, 3);
  assert.equal(visit.kills().length, 3);
  await visit.close();
});

test("a refusal by the portal's proxy is told from one by the cloud", async () => {
  const { visit, outcome } = await meet({
    answer: json(403, { error_code: "PROXY.0403", error_msg: "This region is not in the table." }, { "x-proxy-stage": "refused" }),
  });
  await assertRefused(visit, outcome, /refused by the portal's proxy \(403\): it did not reach the cloud/, /PROXY\.0403/);
  assertOneFailedCall(visit, /\b403\b/);
  await visit.close();
});
