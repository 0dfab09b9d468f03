// A small host: files under the strict policy, with the types that a host gives them.

import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join } from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
// That of production but for its word on Trusted Types, under which no page may start a worker by its address.
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; base-uri 'none'";

/** `files` are texts by their path, `folders` are folders by the start of a path. */
export async function serve({ files, folders = {} }) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const start = Object.keys(folders).find((known) => pathname.startsWith(known));
    const path = start && join(folders[start], basename(pathname));
    const body = files[pathname] ?? (path && existsSync(path) ? readFileSync(path) : undefined);
    const type = TYPES[extname(pathname) || ".html"];
    response.writeHead(body === undefined ? (pathname === "/favicon.ico" ? 204 : 404) : 200, {
      "content-type": type ?? "text/plain", "content-security-policy": POLICY, "x-content-type-options": "nosniff",
    });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
