// Signing in: by token, by an IAM user's password, by access key; how long it lasts, for which project, and its lock.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { keptBy } from "./support/kept.mjs";
import { signInSteps } from "./support/sign-in.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let cloud;
before(async () => {
  stack = await startStack({ sandbox: { args: ["--sessions", "200"] } });
  cloud = cloudOf(stack.sandbox);
});
after(() => stack?.stop());

/** Ends one thread by hand and sees it gone. */
async function killOne(visit, node) {
  const [id] = await cloud.lasting(node, 1);
  await visit.paste(id);
  await visit.kill();
  assert.equal((await visit.outcome()).headline, "1 gone.");
  return visit.kills().at(-1).headers;
}

/** No secret is in what the browser keeps, in the address, or in what is drawn. */
async function assertNowhere(visit, secrets) {
  const kept = await keptBy(visit.page);
  assert.ok(kept.includes("taurusdb.kill"), "the journal was not looked into");
  for (const secret of secrets) assert.equal(kept.includes(secret), false, `${secret.slice(0, 4)}… was found`);
}

test("an IAM user signs in with account, name and password, and the token is the project's of the target", async () => {
  const { user, password } = stack.sandbox.ready;
  const visit = await openConsole(stack);
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  await steps.asUser();
  await steps.standing.getByText(/Token set, 23 h 59 min left/).waitFor();
  assert.match(await steps.standing.getAttribute("title"), new RegExp(`User: ${user} · project: local-1 · \\d+ bytes`));
  const login = visit.calls().find(({ path }) => path.includes("/v3/auth/tokens"));
  assert.equal(login.method, "POST");
  const headers = await killOne(visit, node);
  await assertNowhere(visit, [password, headers["x-auth-token"]]);
  visit.assertClean();
  await visit.close();
});

test("a wrong password is said to be wrong, is not tried again by itself, and only the secret has to be typed anew", async () => {
  const { domain, user, password } = stack.sandbox.ready;
  const visit = await openConsole(stack);
  const steps = signInSteps(visit, stack.sandbox.ready);
  await visit.choose("orders-db / primary");
  await steps.open("IAM user");
  await steps.fill({ "Account name": domain, "IAM user name": user });
  await steps.submit();
  await steps.frame.getByText("Enter the password.").waitFor();
  assert.equal(await visit.focused(), "input password");
  await steps.fill({ Password: "not the password" });
  await steps.submit();
  await steps.frame.getByText(/account, user, password or code is wrong/).waitFor();
  assert.match(await steps.frame.locator("#sign-in-fault").innerText(), /It says: .*request/);
  const field = (label) => steps.frame.getByLabel(label, { exact: true }).inputValue();
  assert.deepEqual([await field("Account name"), await field("IAM user name"), await field("Password")], [domain, user, ""]);
  assert.equal(visit.calls().filter(({ path }) => path.includes("/auth/tokens")).length, 1);
  await steps.fill({ Password: password });
  await visit.page.keyboard.press("Enter");
  await steps.gone();
  await visit.close();
});

test("a user with a second factor gives the user id and the code too", async () => {
  const { domain, users } = stack.sandbox.ready;
  const strict = users.find(({ needs_mfa: needs }) => needs);
  assert.ok(strict, "the sandbox has no such user");
  const visit = await openConsole(stack);
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  await steps.open("IAM user");
  await steps.fill({ "Account name": domain, "IAM user name": strict.name, Password: strict.password });
  await steps.more("Multi-factor authentication");
  await steps.fill({ "Verification code": strict.mfa });
  await steps.submit();
  await steps.frame.getByText(/needs the IAM user id with it/).waitFor();
  await steps.fill({ "IAM user id": strict.id, "Verification code": strict.mfa, Password: strict.password });
  await steps.submit();
  await steps.gone();
  await killOne(visit, node);
  await visit.close();
});

test("an access key signs each request, and its secret leaves the page in none", async () => {
  const { access_key: access, secret_key: secret } = stack.sandbox.ready;
  const visit = await openConsole(stack);
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  await steps.open("Access key");
  await steps.fill({ "Access key (AK)": "no, key", "Secret key (SK)": secret });
  await steps.submit();
  await steps.frame.getByText("An access key has letters and digits only.").waitFor();
  await steps.fill({ "Access key (AK)": access, "Secret key (SK)": secret });
  await steps.submit();
  await steps.gone();
  await steps.standing.getByText(`Access key ${access.slice(0, 6)}…`).waitFor();
  const headers = await killOne(visit, node);
  assert.match(headers.authorization, new RegExp(`^SDK-HMAC-SHA256 Access=${access}, SignedHeaders=content-type;host;x-language;x-project-id;x-sdk-date, Signature=[0-9a-f]{64}$`));
  assert.equal("x-auth-token" in headers, false);
  for (const call of visit.calls()) assert.equal(JSON.stringify(call).includes(secret), false);
  await assertNowhere(visit, [secret]);
  visit.assertClean();
  await visit.close();
});

test("a machine whose clock is wrong signs by the cloud's time", async () => {
  const { access_key: access, secret_key: secret } = stack.sandbox.ready;
  const visit = await openConsole(stack, {
    init: [() => {
      const real = Date.now;
      Date.now = () => real() - 40 * 60_000;
    }],
  });
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  await steps.open("Access key");
  await steps.fill({ "Access key (AK)": access, "Secret key (SK)": secret });
  await steps.submit();
  await steps.gone();
  // The first answer is a refusal that tells the time.
  const [id] = await cloud.lasting(node, 1);
  await visit.paste(id);
  await visit.killButton.click();
  await visit.dialog.getByText(/signature|401/i).first().waitFor();
  await visit.cancelButton.click();
  await killOne(visit, node);
  await visit.close();
});

test("a token of another project is known before it is refused, and is exchanged when that is asked for", async () => {
  const visit = await openConsole(stack);
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  const other = await otherProject();
  await visit.page.locator("#project").fill(other.id);
  await steps.asUser();
  assert.match(await steps.standing.getAttribute("title"), new RegExp(`project: ${other.name}`));
  await visit.page.locator("#project").fill(stack.sandbox.ready.project_id);
  await visit.page.getByText(`The token is for the project ${other.name}, the target is in another one.`).waitFor();
  await visit.page.getByRole("button", { name: "Get a token for this project" }).click();
  await visit.page.getByText("The token is for the project").waitFor({ state: "detached" });
  await killOne(visit, node);
  visit.assertClean();
  await visit.close();
});

async function otherProject() {
  const { url, token, project_id: own } = stack.sandbox.ready;
  const answer = await fetch(`${url}/v3/auth/projects`, { headers: { "x-auth-token": token } });
  const { projects } = await answer.json();
  return projects.find(({ id, enabled }) => id !== own && enabled !== false);
}

test("what is left of a token is told, its last quarter of an hour is a warning, and its end is one too", async () => {
  const visit = await openConsole(stack, { before: (page) => page.clock.install() });
  const steps = signInSteps(visit, stack.sandbox.ready);
  await visit.choose("orders-db / primary");
  await steps.asUser();
  // A hand now and then, or the page would lock itself.
  const pass = async (minutes) => {
    for (let left = minutes; left > 0; left -= 9) {
      await visit.page.clock.fastForward(Math.min(left, 9) * 60_000);
      await visit.page.keyboard.press("Shift");
    }
    await visit.page.clock.runFor(11_000);
  };
  await pass(24 * 60 - 14);
  await steps.standing.getByText(/Token ends in 13 min \d+ s/).waitFor();
  await pass(14);
  await steps.standing.getByText("Token is over").waitFor();
  await visit.close();
});

test("ten minutes without a hand, or five out of sight, forget the credential and nothing else", async () => {
  const visit = await openConsole(stack, { before: (page) => page.clock.install() });
  const steps = signInSteps(visit, stack.sandbox.ready);
  await visit.signIn();
  await visit.choose("orders-db / primary");
  await visit.paste("4711");
  await visit.page.clock.runFor(9 * 60_000);
  await visit.page.mouse.move(200, 200);
  await visit.page.clock.runFor(9 * 60_000);
  assert.equal(await steps.standing.count(), 1, "a hand on the page keeps it open");
  await visit.page.clock.runFor(70_000);
  await visit.page.getByText("Locked: nobody was here for a while.").waitFor();
  assert.equal(await steps.standing.count(), 0);
  assert.equal(await visit.list.inputValue(), "4711");
  await visit.signIn();
  assert.equal(await visit.page.getByText("Locked: nobody was here").count(), 0);
  await visit.page.evaluate(() => {
    Object.defineProperty(document, "hidden", { get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await visit.page.clock.runFor(4 * 60_000);
  assert.equal(await steps.standing.count(), 1);
  await visit.page.clock.runFor(70_000);
  await visit.page.getByText("Locked: nobody was here for a while.").waitFor();
  await visit.close();
});

test("no run begins that would outlive its token: another sign-in is asked for first", async () => {
  const { token } = stack.sandbox.ready;
  const visit = await openConsole(stack, {
    // IAM says of the token that it ends in ten seconds.
    before: (page) => page.route("**/v3/auth/tokens?*", async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.token.expires_at = new Date(Date.now() + 10_000).toISOString();
      await route.fulfill({ response: answer, json: body });
    }),
  });
  const steps = signInSteps(visit, stack.sandbox.ready);
  const node = await visit.choose("orders-db / primary");
  await steps.asUser();
  const [id] = await cloud.lasting(node, 1);
  await visit.paste(id);
  await visit.ask();
  await visit.dialog.getByText("The token ends before this run would").waitFor();
  await visit.satisfy();
  assert.equal(await visit.sendButton.isDisabled(), true);
  await visit.dialog.getByRole("button", { name: "Sign in" }).click();
  await steps.frame.getByRole("button", { name: "Token", exact: true }).click();
  await steps.fill({ "IAM token": token });
  await steps.frame.getByRole("button", { name: "Use this token" }).click();
  await visit.dialog.getByText("The token ends before this run would").waitFor({ state: "detached" });
  await visit.agree();
  assert.equal((await visit.outcome()).headline, "1 gone.");
  assert.equal(visit.kills().length, 1);
  await visit.close();
});

test("a run that waits for a person does not keep the page open", async () => {
  const visit = await openConsole(stack, { before: (page) => page.clock.install() });
  const steps = signInSteps(visit, stack.sandbox.ready);
  await visit.signIn();
  const node = await visit.choose("orders-db / primary");
  // More than one batch, whoever of them leaves meanwhile.
  const asleep = (await cloud.threads(node)).filter(({ command, user }) => command === "Sleep" && user !== "backup_user");
  await visit.paste(asleep.slice(0, 45).map(({ id }) => id).join("\n"));
  await visit.ask();
  await visit.satisfy();
  await visit.sendButton.click();
  await visit.result.getByRole("button", { name: "Pause", exact: true }).click();
  await visit.result.getByRole("button", { name: "Go on", exact: true }).waitFor();
  const sent = visit.kills().length;
  await visit.page.clock.runFor(11 * 60_000);
  await visit.page.getByText("Locked: nobody was here for a while.").waitFor();
  assert.equal(await steps.standing.count(), 0);
  assert.equal(visit.kills().length, sent);
  await visit.close();
});
