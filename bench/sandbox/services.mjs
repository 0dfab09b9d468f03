// The three services: how each lists, and how each ends sessions.

/** Reads all pages of a list, some at a time; gives back the rows and how many requests it took. */
async function pages(sandbox, path, rows, total, size, keep) {
  const page = async (offset) => {
    const { status, json } = await sandbox.ask("GET", `${path}offset=${offset}&limit=${size}`);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    return json;
  };
  const first = await page(0);
  const found = rows(first).map(keep);
  const offsets = [];
  for (let offset = size; offset < total(first); offset += size) offsets.push(offset);
  const requests = offsets.length + 1;
  const read = async () => {
    for (let offset = offsets.shift(); offset !== undefined; offset = offsets.shift()) {
      found.push(...rows(await page(offset)).map(keep));
    }
  };
  await Promise.all([read(), read(), read(), read()]);
  return { found: found.filter((handle) => handle !== undefined), requests };
}

const root = ({ facts }, service, version) => `/proxy/${service}/local-1/${version}/${facts.project_id}`;

export const services = {
  dds: {
    batch: 1000,
    async list(sandbox, node) {
      const path = `${root(sandbox, "dds", "v3")}/nodes/${node.node_id}/sessions?`;
      const handle = ({ active, id }) => (active ? id : undefined);
      return pages(sandbox, path, (page) => page.sessions, (page) => page.total_count, 100, handle);
    },
    page: (sandbox, node) => [`${root(sandbox, "dds", "v3")}/nodes/${node.node_id}/sessions`, 100],
    kill(sandbox, node, handles) {
      const path = `${root(sandbox, "dds", "v3")}/nodes/${node.node_id}/session`;
      return { method: "POST", path, body: { sessions: handles } };
    },
  },
  dcs: {
    batch: 1000,
    async list(sandbox, node) {
      const path = `${root(sandbox, "dcs", "v2")}/instances/${node.instance_id}/clients`;
      const scan = await sandbox.ask("POST", path, { node_id: node.node_id });
      const job = `${root(sandbox, "dcs", "v2")}/jobs/${scan.json.job_id}`;
      while ((await sandbox.ask("GET", job)).json.status !== "SUCCESS");
      const query = `${path}?node_id=${node.node_id}&`;
      return pages(sandbox, query, (page) => page.clients, (page) => page.count, 1000, ({ peer }) => peer);
    },
    page: (sandbox, node) => [`${root(sandbox, "dcs", "v2")}/instances/${node.instance_id}/clients`, 1000, node.node_id],
    kill(sandbox, node, handles) {
      const path = `${root(sandbox, "dcs", "v2")}/instances/${node.instance_id}/clients/kill`;
      return { method: "POST", path, body: { node_id: node.node_id, client_addrs: handles } };
    },
  },
  taurusdb: {
    // No more at once in the service's own console.
    batch: 20,
    async list(sandbox, node) {
      const path = `${this.page(sandbox, node)[0]}?`;
      return pages(sandbox, path, (page) => page.processes, (page) => page.total_count, 100, ({ id, command }) =>
        command === "Killed" ? undefined : id,
      );
    },
    page: (sandbox, node) => [
      `${root(sandbox, "taurusdb", "v3")}/instances/${node.instance_id}/nodes/${node.node_id}/processes`,
      100,
    ],
    kill(sandbox, node, handles) {
      return { method: "DELETE", path: this.page(sandbox, node)[0], body: { processes: handles } };
    },
  },
};
