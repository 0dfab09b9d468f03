// The calls of the console as they should be, and the ids that are theirs alone.

import { randomBytes } from "node:crypto";

export const PROJECT = "619d3e78f61b4be68bc5aa0b59edcf7b";
export const DDS_NODE = "520c58ba00a3497e97ce0b9604874dd6no02";
export const CACHE = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d";
export const DB = "a23fb62bd61e4e9e9636fd2225f395bein07";
export const DB_NODE = "18663926eacb443d98dc20f8620f28f2no07";

/** A UUID of version 7 that nothing else has. */
export function attempt() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const dcs = `/v2/${PROJECT}/instances/${CACHE}`;
const db = `/v3/${PROJECT}/instances/${DB}/nodes/${DB_NODE}/processes`;
const call = (name, method, path, body = "") => {
  const [service] = name.split(".");
  return { name, service, method, path, body, kills: /\.kill/.test(name), target: `/proxy/${service}/eu-de${path}` };
};

/** Every call, once. */
export const CALLS = [
  call("dds.kill", "POST", `/v3/${PROJECT}/nodes/${DDS_NODE}/session`, '{"sessions":["34631","shard_1:7201646"]}'),
  call("dds.list", "GET", `/v3/${PROJECT}/nodes/${DDS_NODE}/sessions?limit=20&offset=40`),
  call("dds.instances", "GET", `/v3/${PROJECT}/instances?limit=100&offset=0`),
  call("dcs.kill", "POST", `${dcs}/clients/kill`, '{"node_id":"n","client_addrs":["[2001:db8::1]:6379"]}'),
  call("dcs.kill_all", "POST", `${dcs}/clients/kill-all`, '{"kill_all_nodes":true}'),
  call("dcs.scan", "POST", `${dcs}/clients`, '{"node_id":"n","clean_cache":true}'),
  call("dcs.list", "GET", `${dcs}/clients?addr=%5B2001%3Adb8%3A%3A1%5D%3A6379&limit=1000&node_id=n&offset=0`),
  call("dcs.nodes", "GET", `${dcs}/logical-nodes`),
  call("dcs.instances", "GET", `/v2/${PROJECT}/instances?limit=1000&offset=0`),
  call("dcs.job", "GET", `/v2/${PROJECT}/jobs/8abf6e1e824dfcb201824e02ee9a0015`),
  call("taurusdb.kill", "DELETE", db, '{"processes":[9007199254740993,9223372036854775807]}'),
  call("taurusdb.list", "GET", `${db}?limit=100&offset=0`),
  call("taurusdb.instance", "GET", `/v3/${PROJECT}/instances/${DB}`),
  call("taurusdb.instances", "GET", `/v3/${PROJECT}/instances?limit=100&offset=0`),
  call("iam.login", "POST", "/v3/auth/tokens?nocatalog=true", '{"auth":{"identity":{"methods":["password"]}}}'),
  call("iam.own_projects", "GET", "/v3/auth/projects"),
];

export const named = (name) => CALLS.find((one) => one.name === name);

/** The headers with which the console sends a call. */
export function headersOf(one, host, more = {}) {
  const headers = {
    Host: host, "X-Auth-Token": "token-of-a-test", "Sec-Fetch-Site": "same-origin",
    ...(one.method === "GET" ? {} : { Origin: `http://${host}`, "Content-Type": "application/json" }),
    ...(one.kills ? { "X-Attempt-Id": attempt() } : {}),
    ...more,
  };
  return Object.entries(headers).filter(([, value]) => value !== null);
}
