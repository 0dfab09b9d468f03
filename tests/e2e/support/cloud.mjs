// The local cloud's API without the console: who is really there.

import assert from "node:assert/strict";
import { until } from "./wait.mjs";

/** 64-bit ids stay texts: JSON.parse would round them. */
const parse = (text) => JSON.parse(text.replace(/"id":(\d+)/g, '"id":"$1"'));

/**
 * Gives `threads(node)`, `countThreads(node)`, `sessions(node)`, `clients(node)`, `endThreads(node, ids)`,
 * `lasting(node, count)` and `ended(node, job)`; a node is one of the ready file.
 */
export function cloudOf({ url, ready }) {
  const project = ready.project_id;
  const headers = { "x-auth-token": ready.token, "content-type": "application/json" };

  async function call(path, init = {}) {
    const answer = await fetch(`${url}/proxy/${path}`, { headers, ...init });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    return parse(text);
  }

  /** Every page of a list. */
  async function all(path, field, limit) {
    const rows = [];
    for (;;) {
      const page = (await call(`${path}limit=${limit}&offset=${rows.length}`))[field];
      rows.push(...page);
      if (page.length < limit) return rows;
    }
  }

  /** How many rows a list has, by its first page. */
  const total = async (path) => (await call(`${path}limit=1&offset=0`)).total_count;

  const threadsOf = ({ instance_id: instance, node_id: node }) => (
    `taurusdb/local-1/v3/${project}/instances/${instance}/nodes/${node}/processes?`
  );
  const job = ({ service }, id) => call(`${service}/local-1/v2/${project}/jobs/${id}`);
  const ended = (node, id) => until(`the job ${id} to end`, async () => {
    const now = await job(node, id);
    return ["SUCCESS", "FAIL"].includes(now.status) && now;
  });
  const threads = (node) => all(threadsOf(node), "processes", 100);
  return {
    ended,
    threads,
    /** The ids of threads that stay until somebody ends them; those that were ended come back as others. */
    lasting: (node, count) => until(`${count} lasting threads`, async () => {
      const ids = (await threads(node)).filter(({ user }) => user === "report").map(({ id }) => id);
      return ids.length >= count && ids.slice(0, count);
    }, { patience: 20_000, every: 200 }),
    countThreads: (node) => total(threadsOf(node)),
    /** Ends threads as somebody else who has the node does. */
    endThreads: (node, ids) => call(threadsOf(node).slice(0, -1), { method: "DELETE", body: `{"processes":[${ids}]}` }),
    sessions: ({ node_id: node }) => all(`dds/local-1/v3/${project}/nodes/${node}/sessions?`, "sessions", 100),
    /** Scans and lists; the scan is a job, and an instance takes one job at a time. */
    async clients(node) {
      const path = `dcs/local-1/v2/${project}/instances/${node.instance_id}/clients`;
      const scan = await call(path, { method: "POST", body: JSON.stringify({ node_id: node.node_id }) });
      await ended(node, scan.job_id);
      return all(`${path}?node_id=${node.node_id}&`, "clients", 1000);
    },
  };
}
