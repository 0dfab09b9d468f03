// The package as others get it: packed, installed into an empty project without a network, its README run and compiled.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launchBrowser } from "../e2e/support/browser.mjs";
import { TOP } from "../e2e/support/paths.mjs";
import { serve } from "./server.mjs";
import { MODULE } from "./support.mjs";

const run = promisify(execFile);
const npm = (folder, ...args) => run("npm", [...args, "--offline", "--no-audit", "--no-fund"], { cwd: folder });
const [example, send] = [...readFileSync(join(MODULE, "README.md"), "utf8").matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);

let folder;
let project;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "quell-module-"));
  project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  const { stdout } = await npm(folder, "pack", MODULE, "--silent");
  await npm(project, "install", join(folder, stdout.trim()));
});
after(() => folder && rmSync(folder, { recursive: true, force: true }));

/** What the README's lines print, from Node's console or Chromium's. */
function assertPrinted(text) {
  assert.match(text, /DELETE/);
  assert.match(text, /https:\/\/gaussdb-mysql\.eu-de\.otc\.t-systems\.com\/v3\//);
  assert.match(text, /SDK-HMAC-SHA256 Access=AK/);
  assert.match(text, /partition/);
  assert.match(text, /9007199254740993n?/);
}

test("the package has what it names, no dependency, and the version of the workspace", () => {
  const own = join(project, "node_modules/quell-js");
  const { dependencies, version, license, sideEffects } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  assert.deepEqual({ dependencies, license, sideEffects }, { dependencies: undefined, license: "Apache-2.0", sideEffects: false });
  assert.equal(version, /^version = "(.*)"$/m.exec(readFileSync(join(TOP, "Cargo.toml"), "utf8"))[1]);
  assert.deepEqual(readdirSync(own).sort(), [
    "LICENSE", "README.md", "functions.d.ts", "glue.js", "index.d.ts", "node.js", "package.json", "quell.wasm", "web.js",
  ]);
});

test("the README's ten lines run in Node, from an empty project", async () => {
  assert.ok(example.trim().split("\n").filter(Boolean).length <= 11, "ten lines and the import");
  writeFileSync(join(project, "example.js"), example);
  const { stdout, stderr } = await run(process.execPath, ["example.js"], { cwd: project });
  assertPrinted(stdout);
  assert.equal(stderr, "");
});

test("an import alone does nothing: nothing is loaded, nothing is global", async () => {
  writeFileSync(join(project, "idle.js"), `
    const before = Object.getOwnPropertyNames(globalThis).sort().join();
    const { load } = await import("quell-js");
    if (Object.getOwnPropertyNames(globalThis).sort().join() !== before) throw new Error("a new global");
    if (load() !== load()) throw new Error("loaded twice");
    console.log(Object.isFrozen(await load()), Object.keys(await load()).length);
  `);
  const { stdout } = await run(process.execPath, ["idle.js"], { cwd: project });
  assert.equal(stdout.trim(), "true 10");
});

test("the README and the types compile in strict mode", async () => {
  cpSync(join(TOP, "tests/module/types.ts"), join(project, "types.ts"));
  // The second example goes on from the first, in a scope of its own.
  writeFileSync(join(project, "readme.ts"), `${example}\n{\n${send}\n}\n`);
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const tsc = join(dirname(typescript), "bin/tsc");
  for (const module of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    const args = [
      "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2022",
      "--lib", "es2022,dom,dom.iterable", "--types", "", "--module", module[0], "--moduleResolution", module[1],
      "readme.ts", "types.ts",
    ];
    await run(process.execPath, [tsc, ...args], { cwd: project }).catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
  }
});

test("the README's ten lines run in Chromium under the strict policy, in a page and in a module worker", async () => {
  const own = join(project, "node_modules/quell-js");
  // A page has no package resolution without a bundler: the name becomes the file.
  const code = example.replace('"quell-js"', '"/quell-js/web.js"');
  const worker = `${code.replace("console.log(", "const told = [").replace(/\);\s*$/, "];")}
    postMessage(JSON.stringify(told, (_, value) => (typeof value === "bigint" ? String(value) : value)));`;
  const files = { "/example.js": code, "/worker.js": worker, "/": '<!doctype html><script type="module" src="/example.js"></script>' };
  const server = await serve({ files, folders: { "/quell-js/": own } });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const streaming = WebAssembly.instantiateStreaming;
      window.streamed = 0;
      WebAssembly.instantiateStreaming = (...given) => {
        window.streamed += 1;
        return streaming.apply(WebAssembly, given);
      };
    });
    const wrong = [];
    page.on("pageerror", (fault) => wrong.push(String(fault.stack)));
    const printed = new Promise((done) => {
      page.on("console", async (message) => {
        if (["error", "warning"].includes(message.type())) wrong.push(message.text());
        else done((await Promise.all(message.args().map((arg) => arg.evaluate((value) => (
          JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner))
        ))))).join(" "));
      });
    });
    await page.goto(server.url);
    const text = await Promise.race([printed, page.waitForEvent("pageerror").then((fault) => { throw fault; })]);
    assertPrinted(text);
    assertPrinted(await page.evaluate(() => new Promise((done, failed) => {
      const started = new Worker("/worker.js", { type: "module" });
      started.onmessage = ({ data }) => done(data);
      started.onerror = ({ message }) => failed(new Error(message));
    })));
    assert.deepEqual(wrong, []);
    assert.equal(await page.evaluate(() => window.streamed), 1, "compiled while it loads");
  } finally {
    await browser.close();
    await server.stop();
  }
});
