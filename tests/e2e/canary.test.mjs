// Secrets with known marks go through the three ways of signing in and through everything that is done with them. After
// that they are looked for in every file of the browser's profile, in the logs of the shipped nginx and of the sandbox, in
// the exports, the storage, the addresses and the page. What is planted on purpose is found by the same search.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cloudOf } from "./support/cloud.mjs";
import { openConsole } from "./support/console.mjs";
import { keptBy } from "./support/kept.mjs";
import { lastingBrowser } from "./support/lasting.mjs";
import { startFrontOfNginx } from "./support/nginx.mjs";
import { startSandbox } from "./support/sandbox.mjs";
import { searchFor } from "./support/traces.mjs";
import { until } from "./support/wait.mjs";

const NODE = "orders-db / primary";
const mark = () => randomBytes(20).toString("hex");

let sandbox;
let front;
let lasting;
let downloads;
before(async () => {
  sandbox = await startSandbox({ args: ["--sessions", "200"] });
  front = await startFrontOfNginx(sandbox);
  lasting = lastingBrowser();
  downloads = mkdtempSync(join(tmpdir(), "quell-downloads-"));
});
after(async () => {
  await lasting?.forget();
  await front?.stop();
  await sandbox?.stop();
  if (downloads) rmSync(downloads, { recursive: true, force: true });
});

/** A key for an hour, with its security token. */
async function temporaryKey() {
  const answer = await fetch(`${sandbox.url}/v3.0/OS-CREDENTIAL/securitytokens`, {
    method: "POST", headers: { "content-type": "application/json", "x-auth-token": sandbox.ready.token },
    body: JSON.stringify({ auth: { identity: { methods: ["token"], token: { duration_seconds: 3600 } } } }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).credential;
}

/** The three ways: what is typed there, with secrets that are right, and with marks in their places. */
async function ways() {
  const { domain, users, token } = sandbox.ready;
  const user = users.find(({ needs_mfa: needs }) => needs);
  const key = await temporaryKey();
  const person = { "Account name": domain, "IAM user name": user.name, "IAM user id": user.id };
  return [
    { name: "Token", submit: "Use this token", right: { "IAM token": token }, marked: { "IAM token": mark() } },
    {
      name: "IAM user", submit: "Sign in", more: "Multi-factor authentication",
      right: { ...person, Password: user.password, "Verification code": user.mfa },
      marked: { ...person, Password: `p${mark()}`, "Verification code": mark() },
    },
    {
      name: "Access key", submit: "Sign in", more: "Temporary access key",
      right: { "Access key (AK)": key.access, "Secret key (SK)": key.secret, "Security token": key.securitytoken },
      marked: { "Access key (AK)": key.access, "Secret key (SK)": mark(), "Security token": mark() },
    },
  ];
}

const SECRET = /^(IAM token|Password|Verification code|Secret key \(SK\)|Security token)$/;

/** The secrets among fields. A code of six digits is too short to be told from other numbers; its mark is long. */
const secretsOf = (fields, which) => Object.fromEntries(Object.entries(fields)
  .filter(([label, text]) => SECRET.test(label) && text.length > 6).map(([label, text]) => [`${which} ${label}`, text]));

/** Opens the dialog and types, key by key, as a hand does. */
async function type({ page }, way, fields) {
  const frame = page.locator("dialog.sign-in");
  await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
  await frame.getByRole("button", { name: way.name, exact: true }).click();
  if (way.more) await frame.locator("details summary").click();
  for (const [label, text] of Object.entries(fields)) {
    await frame.getByLabel(label, { exact: true }).click();
    await page.keyboard.type(text);
  }
  return frame;
}

async function signIn(visit, way, fields) {
  const frame = await type(visit, way, fields);
  await frame.getByRole("button", { name: way.submit, exact: true }).click();
  return frame;
}

/** Saves what a click gives. */
async function download(visit, name) {
  const coming = visit.page.waitForEvent("download");
  await visit.result.getByRole("button", { name, exact: true }).click();
  const path = join(downloads, `${name}-${mark()}`);
  await (await coming).saveAs(path);
  return readFileSync(path, "utf8");
}

test("no secret of the three ways to sign in is in the profile, a log, an export, the storage, an address or the page", async () => {
  const secrets = {};
  const texts = {};
  const cloud = cloudOf(sandbox);
  const said = sandbox.log().length;
  const visit = await openConsole({ sandbox, browser: await lasting.start() }, { url: front.url });
  const { page } = visit;
  const node = await visit.choose(NODE);
  const look = async (when) => { texts[when] = await keptBy(page); };

  for (const way of await ways()) {
    Object.assign(secrets, secretsOf(way.marked, "marked"), secretsOf(way.right, "right"));
    // Marks first: IAM refuses them, or the first list does.
    const frame = await signIn(visit, way, way.marked);
    if (way.name === "IAM user") {
      await frame.getByText(/account, user, password or code is wrong/).waitFor();
      await look(`${way.name}: wrong`);
      await frame.getByRole("button", { name: "Cancel", exact: true }).click();
    } else {
      await frame.waitFor({ state: "detached" });
      await visit.paste("4711");
      await visit.killButton.click();
      await visit.dialog.getByText(/signature|token|401/i).first().waitFor();
      await look(`${way.name}: wrong`);
      await visit.cancelButton.click();
      await page.getByRole("banner").getByRole("button", { name: "Lock" }).click();
    }

    await (await signIn(visit, way, way.right)).waitFor({ state: "detached" });
    await look(`${way.name}: signed in`);
    const [id] = await cloud.lasting(node, 1);
    await visit.paste(id);
    texts[`${way.name}: previews`] = await visit.preview("HTTP") + await visit.preview("cURL");
    await visit.ask();
    await visit.dialog.locator("details:not([open]) summary").last().click();
    await look(`${way.name}: question`);
    await visit.agree();
    assert.equal((await visit.outcome()).headline, "1 gone.");
    const { headers } = visit.kills().at(-1);
    if (headers["x-auth-token"]) secrets[`sent ${way.name}`] = headers["x-auth-token"];
    else secrets[`sent ${way.name}`] = headers.authorization.match(/Signature=([0-9a-f]{64})/)[1];

    await visit.result.locator("a.btn").click();
    await page.locator(".result.history").waitFor();
    for (const name of ["Markdown", "JSON", "CSV"]) {
      const file = await download({ page, result: page.locator(".result.history") }, name);
      assert.ok(file.includes(id), `${name} was not read`);
      texts[`${way.name}: ${name}`] = file;
    }
    await look(`${way.name}: record`);
    await page.locator(".result.history > p a").first().click();
    await page.locator("section.history table").waitFor();
    await page.getByRole("banner").getByRole("button", { name: "Lock" }).click();
    await look(`${way.name}: locked`);
    await page.goto(`${front.url}/#/?view=hand`);
    await page.reload();
    await page.locator("main form h1").waitFor();
    await visit.choose(NODE);
    await look(`${way.name}: loaded again`);
  }

  // What stands in a dialog that is open goes away with the page, and with the browser.
  for (const way of await ways()) {
    Object.assign(secrets, secretsOf(way.marked, "unsent"));
    await type(visit, way, way.marked);
    if (way.name === "Access key") break;
    await page.reload();
    await page.locator("main form h1").waitFor();
  }
  const session = await visit.context.newCDPSession(page);
  texts.addresses = JSON.stringify(await session.send("Page.getNavigationHistory"));
  texts.console = JSON.stringify(visit.trouble);

  // What is planted is found by the same search, or it would prove nothing.
  const planted = {
    "planted in the storage": mark(), "planted in the session's storage": mark(), "planted in a database": mark(),
    "planted in a field": mark(), "planted as base64": mark(), "planted in an address": mark(), "planted in the log": mark(),
  };
  await page.reload();
  await page.locator("main form h1").waitFor();
  await visit.paste(planted["planted in a field"]);
  await page.evaluate(async (marks) => {
    localStorage.setItem("planted", marks["planted in the storage"]);
    localStorage.setItem("planted-base64", btoa(`x${marks["planted as base64"]}`));
    sessionStorage.setItem("planted", marks["planted in the session's storage"]);
    await new Promise((done, fail) => {
      const opening = indexedDB.open("planted", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("rows").put({ token: marks["planted in a database"] }, 1);
      opening.onsuccess = () => { opening.result.close(); done(); };
      opening.onerror = () => fail(opening.error);
    });
  }, planted);
  const kept = await keptBy(page);
  await page.evaluate((text) => { location.hash = `#/?q=${text}`; }, planted["planted in an address"]);
  await fetch(`${front.url}/proxy/dds/local-1/v3/${planted["planted in the log"]}/instances?offset=0`, {
    headers: { origin: front.url, "x-auth-token": secrets["marked IAM token"] },
  });
  await until("the planted line", () => front.logs().includes(planted["planted in the log"]));
  await lasting.end();

  const search = searchFor(secrets);
  for (const [when, text] of Object.entries(texts)) assert.deepEqual(search.inText(text), [], when);
  assert.deepEqual(search.inText(front.logs()), [], "nginx's logs");
  assert.ok(front.logs().includes("taurusdb.kill"), "nginx's logs were not read");
  assert.deepEqual(search.inText(sandbox.log().slice(said)), [], "the sandbox's log");
  assert.deepEqual(search.inFolder(lasting.folder), [], "the profile");
  assert.ok(search.files > 50, `${search.files} files are no profile`);

  const found = searchFor(planted);
  const inProfile = found.inFolder(lasting.folder).map((one) => one.split(" in ").slice(0, -1).join(" in "));
  const { "planted in the log": logged, ...browsed } = planted;
  assert.deepEqual([...new Set(inProfile)].sort(), Object.keys(browsed).sort());
  assert.deepEqual(found.inText(front.logs()), ["planted in the log"]);
  assert.deepEqual(found.inText(kept).sort(), Object.keys(browsed).filter((name) => name !== "planted in an address").sort());

  // A saved password would be encrypted, and found by nobody. None is, and Chromium offered it for a person's password alone:
  // a token or a key that it offers to keep is one yes away from the disk.
  const { kept: saved, offered } = passwords(lasting.folder);
  assert.equal(saved, 0, "passwords are kept");
  const { users } = sandbox.ready;
  assert.deepEqual(offered, users.filter(({ needs_mfa: needs }) => needs).map(({ name }) => name));
});

/** Chromium's own store of passwords: how many there are, and for which user names it offered to keep one. */
function passwords(folder) {
  const script = `
import json, sqlite3, sys
store = sqlite3.connect(sys.argv[1])
count = store.execute("select count(*) from logins").fetchone()[0]
print(json.dumps({"kept": count, "offered": [row[0] for row in store.execute("select username_value from stats")]}))`;
  return JSON.parse(execFileSync("python3", ["-c", script, join(folder, "Default", "Login Data")], { encoding: "utf8" }));
}
