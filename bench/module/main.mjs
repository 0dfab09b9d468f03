// Requests built and signed by the module, by the vendor's JavaScript SDK, and by plain JavaScript with crypto.subtle:
// main.mjs VENDOR CALLS ROUNDS
//
// All three in each round, in turn. The figure is the CPU time of the process, because other programs take wall time away;
// of each round the ratio is taken, and of the ratios the median.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { load } from "../../dist/module/node.js";

const [vendor, calls, rounds] = process.argv.slice(2);
const CALLS = Math.ceil(Number(calls) / Number(rounds));
const ENDPOINT = "https://dds.eu-de.otc.t-systems.com";
const NOW = 1_735_787_045_000;
const accessKey = "QTWAOYTTINDUT2QVKYUC";
const secretKey = "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc";
const project = "619d3e78f61b4be68bc5aa0b59edcf7b";
const node = "520c58ba00a3497e97ce0b9604874dd6no02";
const sessions = (index) => [String(34_631 + index), `shard_1:${7_201_646 + index}`];

/** What each makes of the sessions: `method`, `url`, `body`, and the value of `Authorization`. */
const makers = {};

const quell = await load();
const route = { cloud: "otc", region: "eu-de" };
makers.module = (index) => {
  const request = quell.buildRequest("dds.kill", { project, node, sessions: sessions(index) }, route);
  return { ...request, authorization: quell.sign(request, { accessKey, secretKey }, NOW).Authorization };
};

const subtle = globalThis.crypto.subtle;
const encoder = new TextEncoder();
const key = await subtle.importKey("raw", encoder.encode(secretKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const hash = async (text) => hex(await subtle.digest("SHA-256", encoder.encode(text)));
makers.plain = async (index) => {
  const path = `/v3/${project}/nodes/${node}/session`;
  const body = JSON.stringify({ sessions: sessions(index) });
  const date = new Date(NOW).toISOString().replace(/[-:]|\.\d+/g, "");
  const headers = {
    "content-type": "application/json", host: new URL(ENDPOINT).host, "x-project-id": project, "x-sdk-date": date,
  };
  const signed = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`).join("");
  const canonical = `POST\n${path}/\n\n${lines}\n${signed}\n${await hash(body)}`;
  const text = `SDK-HMAC-SHA256\n${date}\n${await hash(canonical)}`;
  const signature = hex(await subtle.sign("HMAC", key, encoder.encode(text)));
  const authorization = `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${signed}, Signature=${signature}`;
  return { method: "POST", url: ENDPOINT + path, body, authorization };
};

const from = createRequire(join(resolve(vendor), "package.json"));
const part = (path) => from(`@huaweicloud/huaweicloud-sdk-core/${path}`);
const { BasicCredentials } = part("auth/BasicCredentials");
const { DefaultHttpClient } = part("http/DefaultHttpClient");
const { HcClient } = part("HcClient");
const credentials = new BasicCredentials().withAk(accessKey).withSk(secretKey).withProjectId(project);
const client = new HcClient(new DefaultHttpClient({}, [ENDPOINT]), {}).withEndpoints([ENDPOINT]).withCredential(credentials);
// As the clients that are made for each service ask for it.
makers.vendor = async (index) => {
  const { method, endpoint: url, data, headers } = await client.buildRequest({
    method: "POST", url: "/v3/{project_id}/nodes/{node_id}/session", contentType: "application/json", queryParams: {},
    pathParams: { project_id: project, node_id: node }, headers: {}, data: { sessions: sessions(index) },
  });
  const body = typeof data === "string" ? data : JSON.stringify(data);
  return { method, url, body, authorization: headers.Authorization };
};

const [ours, plain, theirs] = [makers.module(1), await makers.plain(1), await makers.vendor(1)];
assert.equal(ours.authorization, plain.authorization, "one scheme, one signature");
for (const other of [plain, theirs]) {
  for (const field of ["method", "url", "body"]) assert.equal(other[field], ours[field], field);
}
assert.match(theirs.authorization, /^SDK-HMAC-SHA256 Access=/);

async function microseconds(make) {
  const before = process.cpuUsage();
  for (let index = 0; index < CALLS; index += 1) {
    const made = make(index);
    if (made instanceof Promise) await made;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

const load0 = loadavg()[0];
const names = Object.keys(makers);
for (const name of names) await microseconds(makers[name]);
const found = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const times = {};
  for (const name of names) times[name] = await microseconds(makers[name]);
  found.push(times);
}
const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
console.log(`\n${CALLS * found.length} requests built and signed, ${found.length} rounds, µs of CPU each, medians\n`);
for (const name of names) {
  const ratio = median(found.map((times) => times.module / times[name]));
  const told = { module: "", plain: `module is × ${ratio.toFixed(2)} of JSON.stringify and crypto.subtle`, vendor: `module is × ${ratio.toFixed(2)} of the vendor's SDK` };
  console.log(`${name.padEnd(8)} ${median(found.map((times) => times[name])).toFixed(1).padStart(8)}   ${told[name]}`);
}
console.log(`\nload of the machine: ${load0.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`);
