// What all parts play on: an authority, a cloud with its certificates, and the console's nginx in front of it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DIST } from "../../e2e/support/paths.mjs";
import { startAuthority } from "./certificates.mjs";
import { startCloud } from "./cloud.mjs";
import { startNginx } from "./nginx.mjs";

/** The endpoints of the region that the tests choose. */
export const HOSTS = {
  dds: "dds.eu-de.otc.t-systems.com", dcs: "dcs.eu-de.otc.t-systems.com",
  taurusdb: "gaussdb-mysql.eu-de.otc.t-systems.com", iam: "iam.eu-de.otc.t-systems.com",
};

/** What is known of every stage: made once, used by all parts. */
export const stage = {};

export async function raise() {
  stage.folder = mkdtempSync(join(tmpdir(), "quell-proxy-"));
  stage.authority = startAuthority(stage.folder);
  stage.cloud = await startCloud(stage.authority.issue("cloud", Object.values(HOSTS)));
  stage.nginx = await front();
  stage.host = `127.0.0.1:${stage.nginx.port}`;
}

/** The words of make.mjs for a console on a port before the cloud on another. */
export const wordsFor = (port, { cloud = stage.cloud.port, ca = stage.authority.ca, more = [] } = {}) => [
  "--origin", `http://127.0.0.1:${port}`, "--listen", `127.0.0.1:${port}`, "--region", "eu-de", "--root", DIST, "--ca", ca,
  ...Object.values(HOSTS).flatMap((name) => ["--connect", `${name}=127.0.0.1:${cloud}`]), ...more,
];

/** An nginx in front of the cloud; `more` are more words for make.mjs. */
export const front = ({ more, cloud, ca, ...options } = {}) => startNginx({ words: (port) => wordsFor(port, { cloud, ca, more }), ...options });

export async function strike() {
  await stage.nginx?.stop();
  await stage.cloud?.stop();
  if (stage.folder) rmSync(stage.folder, { recursive: true, force: true });
}
