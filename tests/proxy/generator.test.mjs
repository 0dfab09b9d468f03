// The nginx file is made for what was chosen, the committed examples are what is made, and every mistake is told with what to do.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Fault, read } from "../../deploy/nginx/choices.mjs";
import { TOP } from "../e2e/support/paths.mjs";
import { startAuthority } from "./support/certificates.mjs";
import { make } from "./support/nginx.mjs";

const ORIGIN = ["--origin", "https://quell.intra.example"];

test("the committed examples are what their own first lines make", () => {
  for (const file of ["deploy/nginx/example.conf", "deploy/kubernetes/nginx.yaml"]) {
    const text = readFileSync(join(TOP, file), "utf8");
    const [, words] = /Made by: node deploy\/nginx\/make\.mjs (.*)/.exec(text);
    assert.equal(make(...words.split(" ")), text, `make it again: node deploy/nginx/make.mjs ${words} --output ${file}`);
  }
});

test("every region of both clouds can be chosen, alone and together with all others", () => {
  const known = JSON.parse(readFileSync(join(TOP, "crates/core/data/regions.json"), "utf8"));
  const regions = [...new Set(Object.values(known).flatMap((cloud) => Object.values(cloud).flatMap(Object.keys)))];
  const ways = (words) => read([...ORIGIN, ...words]).ways;
  const endpoints = Object.values(known).flatMap((cloud) => Object.values(cloud).flatMap(Object.values));
  assert.equal(ways(regions.flatMap((region) => ["--region", region])).length, endpoints.length);
  for (const region of regions) assert.ok(ways(["--region", region]).length > 0, region);
});

test("what was not chosen is not there", () => {
  const text = make(...ORIGIN, "--region", "eu-de", "--service", "taurusdb", "--service", "iam");
  assert.match(text, /location \^~ \/proxy\/taurusdb\/eu-de\/ +\{ proxy_pass https:\/\/gaussdb-mysql\.eu-de\.otc\.t-systems\.com\/; \}/);
  assert.doesNotMatch(text, /\/proxy\/(dds|dcs)\/|eu-nl|brotli|set_real_ip_from|X-Forwarded-User|ssl_certificate /);
  assert.doesNotMatch(text, /\{\{|\{id\}|\{http\}|\{pair\}/);
  // A pattern that keeps a part of what it matched has a bracket without a question mark behind it.
  for (const line of text.split("\n").filter((one) => /^ *"~/.test(one))) assert.doesNotMatch(line, /[^\\]\((?!\?)/, line);
});

test("the distribution's nginx takes what is made, for all ways to choose", () => {
  const folder = mkdtempSync(join(tmpdir(), "quell-made-"));
  const { certificate, key } = startAuthority(folder).issue("console", ["quell.intra.example"]);
  const far = ["--region", "eu-de"].concat(["dds.eu-de", "dcs.eu-de", "gaussdb-mysql.eu-de", "iam.eu-de"].flatMap((name) => ["--connect", `${name}.otc.t-systems.com=127.0.0.1:9`]));
  const around = readFileSync(join(TOP, "deploy/nginx/nginx.conf"), "utf8").replaceAll("/tmp/", `${folder}/`).replaceAll("/etc/quell/", `${folder}/`);
  writeFileSync(join(folder, "main"), around);
  for (const words of [
    [], ["--certificate", certificate, "--key", key], ["--trust", "10.0.0.0/8", "--trust", "fd00::/8", "--user-header", "X-Forwarded-User"], ["--brotli", "--listen", "127.0.0.1:8443"],
    ["--endpoint", "dds:own-1=https://127.0.0.1:8443", "--service", "dds", "--service", "dcs", "--service", "taurusdb", "--service", "iam"], ["--root", "/srv/other", "--ca", certificate],
  ]) {
    writeFileSync(join(folder, "quell.conf"), make(...ORIGIN, ...far, ...words, "--log", folder));
    const { status, stderr } = spawnSync("nginx", ["-t", "-c", join(folder, "main"), "-e", join(folder, "start.log")], { encoding: "utf8", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    assert.equal(status, 0, `${words.join(" ")}:\n${stderr}`);
    assert.doesNotMatch(stderr, /\[(warn|error)\]/, words.join(" "));
  }
  rmSync(folder, { recursive: true, force: true });
});

test("time runs out from the inside to the outside: at the cloud, in nginx, in the page", () => {
  const text = make(...ORIGIN, "--region", "eu-de");
  const limits = ["connect", "send", "read"].map((what) => Number(new RegExp(`proxy_${what}_timeout +(\\d+)s;`).exec(text)[1]));
  const page = Number(/GIVE_UP_MS: u32 = ([0-9_]+);/.exec(readFileSync(join(TOP, "src/browser/wire.rs"), "utf8"))[1].replace("_", "")) / 1_000;
  assert.deepEqual([...limits, page], [5, 15, 35, 45]);
  const front = readFileSync(join(TOP, "deploy/kubernetes/front.yaml"), "utf8");
  assert.ok(Number(/proxy_read_timeout +(\d+)s;/.exec(front)[1]) > limits[0] + limits[1] + limits[2], "a front waits for its guard");
});

test("a mistake says what, where, and what to do", () => {
  const good = [...ORIGIN, "--region", "eu-de"];
  for (const [words, says] of [
    [[], /--origin is missing\n.*--origin https:/],
    [["--origin", "quell.intra.example"], /--origin quell\.intra\.example: must be https:\/\/ and a name/],
    [["--origin", "http://quell.intra.example", "--region", "eu-de"], /must be https/],
    [["--origin", "https://quell.intra.example/", "--region", "eu-de"], /nothing behind it/],
    [["--origin", "https://a.example;}", "--region", "eu-de"], /must be https/],
    [ORIGIN, /no way leads to a cloud\n.*--region eu-de/],
    [[...ORIGIN, "--region", "eu-xx"], /--region eu-xx: no document names this region\n.*eu-de.*\n.*--endpoint/],
    [[...good, "--service", "ecs"], /--service ecs: must be one of dds, dcs, taurusdb, iam/],
    [[...good, "--certificate", "/a.pem"], /--certificate is there and --key is not\n.*both/],
    [[...good, "--certificate", "a.pem", "--key", "/b"], /--certificate a\.pem: must be an absolute path/],
    [[...good, "--root", "/srv/a b"], /--root .* must be an absolute path/], [[...good, "--root", "/srv/../etc"], /absolute path/],
    [[...good, "--listen", "0"], /--listen 0: must be a port/], [[...good, "--listen", "99999"], /must be a port/], [[...good, "--listen", "443;"], /must be a port/],
    [[...good, "--self-test", "0"], /--self-test 0: must be a port that nothing else has/], [[...good, "--listen", "8641"], /--self-test 8641: must be a port that nothing else/],
    [[...good, "--endpoint", "dds=https://x"], /--endpoint dds=https:\/\/x: must be SERVICE:REGION=/],
    [[...good, "--endpoint", "dds:r=http://x.example"], /the endpoint of .*: must be https/], [[...good, "--endpoint", "dds:r=https://x.example/v3"], /nothing behind it/],
    [[...good, "--endpoint", "dds:..=https://x.example"], /must be SERVICE:REGION/],
    [[...good, "--connect", "x.example=1.2.3.4:443"], /no endpoint has the name x\.example\n.*dds\.eu-de/], [[...good, "--connect", "dds.eu-de.otc.t-systems.com=1.2.3.4"], /must be NAME=ADDRESS:PORT/],
    [[...good, "--trust", "all"], /--trust all: must be an address or a range/], [[...good, "--user-header", "X User"], /must be the name of a header/],
    [[...good, "--configmap", "Quell_1"], /a name that Kubernetes takes/], [[...good, "--regoin", "x"], /'--regoin'\n.*--help/],
  ]) {
    assert.throws(() => read(words), (fault) => {
      assert.ok(fault instanceof Fault, fault.stack);
      assert.match([fault.message, ...fault.todo].join("\n"), says, words.join(" "));
      return true;
    });
  }
  for (const [words, says] of [[ORIGIN, /^error: no way leads to a cloud\n {7}Give a region/], [[...good, "--output", "/no/such/folder/x"], /^error: .*no such file or directory.*\n$/]]) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(TOP, "deploy/nginx/make.mjs"), ...words], { encoding: "utf8" });
    assert.deepEqual([status, stdout], [1, ""], words.join(" "));
    assert.match(stderr, says);
  }
  assert.match(make("--help"), /--origin URL/);
});

test("the names in the manifests belong together, and the container has what they mount over", () => {
  const folder = join(TOP, "deploy/kubernetes");
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).join("\n---\n");
  const made = (kind) => [...all.matchAll(new RegExp(`^kind: ${kind}\\nmetadata:\\n  name: (\\S+)`, "gm"))].map(([, name]) => name).sort();
  const used = [...all.matchAll(/configMap: \{ name: (\S+) \}/g)].map(([, name]) => name).sort();
  assert.deepEqual(used, made("ConfigMap"));
  // A guard for each replica, each with a Service of its own, and each in the list of the fronts.
  const replicas = Number(/replicas: (\d+)/.exec(all)[1]);
  const guards = Array.from({ length: replicas }, (_, at) => `quell-${at}`);
  assert.deepEqual([...all.matchAll(/server (quell-\d+):8081 max_fails=0;/g)].map(([, name]) => name), guards);
  for (const name of guards) assert.ok(made("Service").includes(name) && all.includes(`statefulset.kubernetes.io/pod-name: ${name} `), name);
  const hosts = new Set([...all.matchAll(/(?:value: |hosts: \[|- host: |--origin https:\/\/)(quell\.[a-z.]+)/g)].map(([, name]) => name));
  assert.deepEqual([...hosts], ["quell.intra.example"]);
  const container = readFileSync(join(TOP, "deploy/Containerfile"), "utf8");
  for (const [, from] of container.matchAll(/^COPY (\S+)/gm)) assert.ok(from === "dist" || readFileSync(join(TOP, from)), from);
  execFileSync("sh", ["-n", join(TOP, "deploy/nginx/run.sh")]);
});
