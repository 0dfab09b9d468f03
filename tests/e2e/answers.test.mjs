// Answers that are no success: each is named for what it is, and nothing that was typed is lost.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openConsole } from "./support/console.mjs";
import { connectionReset, networkDown } from "./support/faults.mjs";
import { startFront } from "./support/front.mjs";
import { assertOneFailedCall } from "./support/noise.mjs";
import { startStack } from "./support/stack.mjs";

const IDS = "11\n22";
const UNKNOWN = "Unknown: the sessions may have been ended, or not.";

let stack;
let front;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "16"] } });
  front = await startFront(stack.sandbox.url);
});
after(async () => {
  await front?.stop();
  await stack?.stop();
});

/** Sends a kill that meets the fault, and gives what the page made of it. */
async function meet({ answer = (_, __, pass) => pass(), token, breaks, node: wrongNode } = {}) {
  front.answer(answer);
  front.arrivals.length = 0;
  const visit = await openConsole(stack, { url: front.url });
  await visit.signIn(token);
  await visit.choose("orders-db / primary");
  if (wrongNode) await visit.page.locator("#node").fill(wrongNode);
  await visit.paste(IDS);
  const before = await visit.target();
  await breaks?.(visit.page);
  await visit.kill();
  const outcome = await visit.outcome();
  // The form is as it was, and the page sent once and will not again.
  assert.equal(await visit.list.inputValue(), IDS);
  assert.deepEqual(await visit.target(), before);
  assert.equal(visit.calls().length, 1);
  assert.equal(await visit.page.locator(".tag.taken, td.taken").count(), 0);
  return { visit, outcome };
}

const json = (status, body, headers = {}) => (response) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};
const html = (status, headers = {}) => (response) => {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
  response.end("<!doctype html><title>Sign in</title><form action=/login><input name=user></form>");
};

/** A result of which nobody knows, for this reason. */
function assertUnknown({ tag, headline, text, rows }, reason) {
  assert.equal(tag, "unknown");
  assert.equal(headline, UNKNOWN);
  assert.match(text, reason);
  assert.match(text, /List the sessions of the node before you do anything else/);
  assert.deepEqual(rows, [["11", "unknown", "not checked"], ["22", "unknown", "not checked"]]);
}

function assertRefused({ tag, headline, text, rows }, ...says) {
  assert.equal(tag, "refused");
  assert.equal(headline, "Refused: no session was touched.");
  for (const part of says) assert.match(text, part);
  assert.deepEqual(rows, [["11", "refused", "not checked"], ["22", "refused", "not checked"]]);
}

test("a wrong token is refused with the cloud's words, and a new token can be given at once", async () => {
  const { visit, outcome } = await meet({ token: "not-the-token" });
  assertRefused(outcome, /APIGW\.0301/, /The cloud does not accept this token/, /request id/);
  assertOneFailedCall(visit, /\b401\b/);
  await visit.result.getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByLabel("IAM token").fill(stack.sandbox.ready.token);
  await visit.page.getByRole("button", { name: "Use this token" }).click();
  await visit.kill();
  const again = await visit.outcome();
  assert.equal(again.tag, "answered for each");
  const [first, second] = front.arrivals.map(({ headers }) => headers["x-attempt-id"]);
  assert.notEqual(first, second);
  await visit.close();
});

test("a node that the cloud does not know is refused with its code and what to check", async () => {
  const { visit, outcome } = await meet({ node: `${"0".repeat(32)}no07` });
  assertRefused(outcome, /DBS\.200013/, /The cloud does not know this node/);
  assert.equal(await visit.result.getByRole("button", { name: "Sign in" }).count(), 0);
  assertOneFailedCall(visit, /\b404\b/);
  await visit.close();
});

for (const [name, breaks, noise] of [
  ["a network that is down", networkDown, /ERR_INTERNET_DISCONNECTED/],
  ["a connection that is cut", connectionReset, /ERR_CONNECTION_RESET/],
]) {
  test(`${name} leaves the outcome unknown`, async () => {
    const { visit, outcome } = await meet({ breaks: (page) => breaks(page, "**/proxy/**") });
    assertUnknown(outcome, /No answer came through the route/);
    assertOneFailedCall(visit, noise);
    await visit.close();
  });
}

test("a login page with 200 leaves the outcome unknown", async () => {
  const { visit, outcome } = await meet({ answer: html(200) });
  assertUnknown(outcome, /The answer is not JSON: often a login page/);
  // Its markup is shown as text when it is asked for.
  await visit.result.getByText("The answer itself").click();
  assert.match(await visit.result.locator("pre").innerText(), /^<!doctype html><title>Sign in/);
  assert.equal(await visit.page.locator("form[action]").count(), 0);
  visit.assertClean();
  await visit.close();
});

test("a redirect is not followed and leaves the outcome unknown", async () => {
  const { visit, outcome } = await meet({ answer: html(302, { location: "/login" }) });
  assertUnknown(outcome, /answered with a redirect, which is not followed/);
  assert.equal(front.arrivals.length, 1, "the redirect was followed");
  // Chromium tells of the request that it did not make.
  assert.deepEqual(visit.trouble.requests, [`DELETE ${front.url}/login: net::ERR_ABORTED`]);
  visit.trouble.requests.length = 0;
  visit.assertClean();
  await visit.close();
});

for (const [name, answer, reason, status] of [
  ["an error of the server", json(500, { error_code: "DBS.200005", error_msg: "Server failure." }),
    /The server or the proxy failed, perhaps after the kill was carried out[\s\S]*DBS\.200005/, 500],
  ["a gateway's page with 502", html(502), /The server or the proxy failed/, 502],
  ["a gateway that gave up", json(504, { message: "upstream timed out" }), /The server or the proxy failed/, 504],
  ["a proxy that has seen the attempt", json(409, { error_code: "PROXY.0409", error_msg: "This attempt was sent before." },
    { "x-proxy-stage": "duplicate" }), /The proxy has seen this attempt before/, 409],
  ["a refusal that nobody signed", html(403), /The answer is not JSON/, 403],
]) {
  test(`${name} leaves the outcome unknown`, async () => {
    const { visit, outcome } = await meet({ answer });
    assertUnknown(outcome, reason);
    assertOneFailedCall(visit, new RegExp(`\\b${status}\\b`));
    await visit.close();
  });
}

for (const [name, body, reason] of [
  ["an answer of another shape", { processes_killed: [11, 22] }, /does not have the form that the manual documents/],
  ["an answer that speaks of other threads", { processes_killed: [11, 33], processes_not_found: [22] }, /do not fit the threads/],
  ["an answer that says two things of a thread", { processes_killed: [11, 22], processes_not_found: [22] }, /do not fit the threads/],
  ["an error with the status of a success", { error_code: "DBS.200001", error_msg: "Parameter error." }, /does not have the form/],
]) {
  test(`${name} leaves the outcome unknown`, async () => {
    const { visit, outcome } = await meet({ answer: json(200, body) });
    assertUnknown(outcome, reason);
    visit.assertClean();
    await visit.close();
  });
}

test("an answer that breaks off in the middle leaves the outcome unknown", async () => {
  const { visit, outcome } = await meet({
    answer: (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "64" });
      response.write('{"processes_killed":[11,22],"processes_not_found":[]}', () => response.destroy());
    },
  });
  assertUnknown(outcome, /The connection broke in the middle of the answer/);
  assertOneFailedCall(visit, /ERR_CONTENT_LENGTH_MISMATCH/);
  await visit.close();
});

test("an answer beyond 2 MiB is not read to its end and leaves the outcome unknown", async () => {
  let cut = false;
  const { visit, outcome } = await meet({
    answer: (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.once("close", () => { cut = true; });
      const more = () => { while (!response.destroyed && response.write(" ".repeat(65_536)));  };
      response.on("drain", more);
      more();
    },
  });
  assertUnknown(outcome, /larger than 2 MiB/);
  assert.equal(cut, true, "an endless answer was not ended by the page");
  assert.deepEqual(visit.trouble.policy, []);
  await visit.close();
});

test("too many requests is a refusal that names the seconds to wait", async () => {
  const { visit, outcome } = await meet({
    answer: json(429, { error_code: "APIGW.0308", error_msg: "The throttling threshold has been reached." }, { "retry-after": "17" }),
  });
  assertRefused(outcome, /APIGW\.0308/, /The server asks to wait 17 s/, /no session was touched/);
  assertOneFailedCall(visit, /\b429\b/);
  await visit.close();
});

test("a refusal by the portal's proxy is told from one by the cloud", async () => {
  const { visit, outcome } = await meet({
    answer: json(403, { error_code: "PROXY.0403", error_msg: "This region is not in the table." }, { "x-proxy-stage": "refused" }),
  });
  assert.equal(outcome.tag, "refused");
  assert.equal(outcome.headline, "The portal's proxy refused this; it did not reach the cloud.");
  assertOneFailedCall(visit, /\b403\b/);
  await visit.close();
});
