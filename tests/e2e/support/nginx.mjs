// The shipped nginx between the browser and the local cloud, as on a portal. Behind it each service has a name of its own and a
// certificate; only what belongs to the sandbox alone goes past it.

import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as ask } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAuthority } from "../../proxy/support/certificates.mjs";
import { startNginx } from "../../proxy/support/nginx.mjs";
import { DIST } from "./paths.mjs";

const SERVICES = ["dds", "dcs", "taurusdb", "iam"];

/** The sandbox's names with a certificate: what comes is handed on, and so is how it ends. */
async function startGate(sandbox, { certificate, key }) {
  const { port } = new URL(sandbox);
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key), maxHeaderSize: 65_536 }, (request, response) => {
    const { url: path, method, headers } = request;
    const onward = ask({ host: "127.0.0.1", port, path, method, headers, agent: false }, (back) => {
      const { connection, ...kept } = back.headers;
      response.writeHead(back.statusCode, kept);
      // Half an answer stays half an answer.
      back.once("aborted", () => response.destroy());
      back.pipe(response);
    });
    onward.once("error", () => response.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Where the services are, for those who know the names: a signature is over one. */
export const ENDPOINTS = Object.fromEntries(SERVICES.map((service) => [service, `https://${service}.localhost`]));

/** The sandbox's own settings, with the names that its services have here. */
async function settingsOf(url) {
  const settings = await (await fetch(`${url}/config.json`)).json();
  for (const region of settings.clouds.flatMap(({ regions }) => regions)) region.endpoints = ENDPOINTS;
  return settings;
}

/** Gives `url`, where the console is opened with the settings `config`; `logs()`, `audit()` and `stop()`. */
export async function startFrontOfNginx({ url }, { dist = DIST, config } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "quell-front-"));
  const authority = startAuthority(folder);
  const gate = await startGate(url, authority.issue("sandbox", SERVICES.map((service) => `${service}.localhost`)));
  const words = (port) => [
    "--origin", `http://127.0.0.1:${port}`, "--listen", `127.0.0.1:${port}`, "--root", dist, "--ca", authority.ca,
    ...SERVICES.flatMap((service) => [
      "--endpoint", `${service}:local-1=${ENDPOINTS[service]}`, "--connect", `${service}.localhost=127.0.0.1:${gate.address().port}`,
    ]),
  ];
  writeFileSync(join(folder, "config.json"), JSON.stringify(config ?? await settingsOf(url)));
  // The folder of files is not ours to write to, and the sandbox has controls that no portal has.
  const own = `location = /config.json { root ${folder}; }\n    location /sandbox/ { proxy_pass ${url}; }\n\n    location / {`;
  const nginx = await startNginx({ words, change: (text) => text.replace("location / {", own) });
  return {
    url: nginx.url, logs: nginx.logs, audit: nginx.audit,
    async stop() {
      await nginx.stop();
      gate.closeAllConnections();
      gate.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
