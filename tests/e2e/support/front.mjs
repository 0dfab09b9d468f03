// An HTTP server between the browser and the sandbox that counts what really arrives, and can break the answers
// of the API in ways that only a server can: cut them short, redirect, hold them back, hang up.

import { once } from "node:events";
import { createServer, request as ask } from "node:http";

/**
 * Gives `url`, `arrivals` (every request that reached the server but those for the page's files), `answer(fn)` and `stop()`.
 * From then on `fn(response, request, pass)` answers them: `pass()` hands one on to the sandbox.
 */
export async function startFront(sandbox) {
  const arrivals = [];
  const behind = new URL(sandbox);
  let answer = (response, request, pass) => pass();

  const pass = (request, body, response) => {
    // To the sandbox it is a page of its own that asks.
    const headers = { ...request.headers, host: behind.host };
    if (headers.origin) headers.origin = behind.origin;
    const onward = ask(behind, { path: request.url, method: request.method, headers, agent: false }, (back) => {
      const { connection, "transfer-encoding": _, ...kept } = back.headers;
      response.writeHead(back.statusCode, kept);
      back.pipe(response);
    });
    onward.once("error", () => response.destroy());
    onward.end(body);
  };

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const isFile = request.method === "GET" && !request.url.startsWith("/proxy/");
    if (isFile) return pass(request, body, response);
    arrivals.push({ method: request.method, path: request.url, headers: request.headers, body: body.toString() });
    return answer(response, request, () => pass(request, body, response));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrivals,
    answer: (how) => { answer = how; },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
