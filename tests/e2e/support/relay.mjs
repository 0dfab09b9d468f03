// A server in front of the sandbox that serves its page and takes requests in the ways other than the prefix: the
// cloud's URL as a query's value, the request in an envelope, and the cloud itself on the page's own origin.

import { once } from "node:events";
import { createServer, request as ask } from "node:http";

/**
 * Serves the console with this route (`kind` and `url`) to the sandbox. `/relay?url=` and `/envelope` carry requests to
 * the sandbox alone; `/proxy/` leads nowhere. `wrap(envelope)` may spoil what an envelope answers.
 * Gives `url`, `endpoint` (the cloud's own), `arrived` (calls of the API as they came, and those in an envelope
 * as `inner`) and `stop()`.
 */
export async function startRelay({ url: sandbox }, route, { wrap = (envelope) => JSON.stringify(envelope), known = true } = {}) {
  const behind = new URL(sandbox);
  const arrived = [];
  let endpoint = sandbox;

  /** Asks the sandbox as the cloud: no browser's word on where it comes from. */
  const carry = (method, path, headers, body) => new Promise((done, fail) => {
    const kept = Object.entries(headers)
      .filter(([name]) => !/^(host|origin|referer|connection|content-length|accept-encoding|sec-.*)$/i.test(name));
    const sent = { ...Object.fromEntries(kept), host: behind.host };
    if (body) sent["content-length"] = Buffer.byteLength(body);
    const onward = ask(behind, { method, path, headers: sent, agent: false }, async (back) => {
      const parts = [];
      for await (const part of back) parts.push(part);
      done({ status: back.statusCode, statusText: back.statusMessage, headers: back.headers, body: Buffer.concat(parts) });
    });
    onward.once("error", fail);
    onward.end(body || undefined);
  });
  const hand = (response, { status, headers, body }) => {
    const { connection, "transfer-encoding": _, ...kept } = headers;
    response.writeHead(status, kept);
    response.end(body);
  };
  /** The path of a URL of the cloud; a relay carries nothing to anywhere else. */
  const within = (text) => {
    const url = new URL(text);
    if (url.origin !== behind.origin) throw new Error(`${url.origin} is not the cloud`);
    return url.pathname + url.search;
  };

  async function settings() {
    const file = JSON.parse((await carry("GET", "/config.json", {})).body);
    const endpoints = Object.fromEntries(["dds", "dcs", "taurusdb", "iam"].map((service) => [service, endpoint]));
    if (known) file.clouds[0].regions[0].endpoints = endpoints;
    file.routes = [{ cloud: "sandbox", ...route }];
    return JSON.stringify(file);
  }

  async function answer(request, body, response) {
    const { pathname, searchParams } = new URL(request.url, "http://relay");
    const note = (more) => arrived.push({
      method: request.method, url: request.url, headers: request.headers, body: body || null, ...more,
    });
    if (pathname === "/config.json") {
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
      return response.end(await settings());
    }
    if (pathname === "/relay") {
      const inner = searchParams.get("url");
      note({ inner });
      return hand(response, await carry(request.method, within(inner), request.headers, body));
    }
    if (pathname === "/envelope") {
      const wrapped = JSON.parse(body);
      note({ inner: wrapped });
      const { status, statusText, headers, body: data } = await carry(
        wrapped.method, within(wrapped.url), wrapped.headers, wrapped.data,
      );
      const envelope = { success: true, isBinary: false, status, data: data.toString(), statusText, headers };
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      return response.end(wrap(envelope, wrapped));
    }
    if (/^\/v[23]/.test(pathname)) note({});
    if (pathname.startsWith("/proxy/")) {
      note({});
      response.writeHead(404);
      return response.end();
    }
    return hand(response, await carry(request.method, request.url, request.headers, body));
  }

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    answer(request, Buffer.concat(parts).toString(), response).catch((error) => {
      response.writeHead(502, { "content-type": "text/plain" });
      response.end(String(error));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  if (route.kind === "direct") endpoint = url;
  return {
    url,
    endpoint,
    arrived,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
