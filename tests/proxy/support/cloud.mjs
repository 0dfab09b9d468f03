// The cloud behind the proxy: a TLS server that notes everything that arrives, also what is no request, and answers as it is told.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const pairs = (raw) => Array.from({ length: raw.length / 2 }, (_, at) => [raw[2 * at], raw[2 * at + 1]]);

/**
 * Gives `port`, `arrivals` (method, url, headers as they came, body, the name asked for by TLS), `answer(fn)`, `heal()`
 * and `stop()`. An arrival is noted when its head is there, before its body; `fn(arrival, response)` answers when
 * it is whole.
 */
export async function startCloud({ certificate, key }) {
  const arrivals = [];
  const plain = (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "x-request-id": "cloud-1" });
    response.end("{}");
  };
  let answer = plain;
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key), maxHeaderSize: 300_000 }, async (request, response) => {
    const arrival = {
      method: request.method, url: request.url, headers: pairs(request.rawHeaders), server: request.socket.servername, body: null,
      header: (name) => request.headers[name] ?? null,
    };
    arrivals.push(arrival);
    const parts = [];
    try {
      for await (const part of request) parts.push(part);
    } catch {
      return;
    }
    arrival.body = Buffer.concat(parts);
    answer(arrival, response);
  });
  server.on("clientError", (error, socket) => {
    // A connection that ends without a word is no arrival.
    if (error.code !== "ECONNRESET") arrivals.push({ method: null, url: null, headers: [], body: null, error });
    socket.destroy();
  });
  // What fails here failed before anything was asked: a certificate that was not believed.
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    arrivals,
    answer(how) { answer = how; },
    heal() {
      answer = plain;
      arrivals.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
