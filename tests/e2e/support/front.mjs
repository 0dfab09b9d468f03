// An HTTP server between the browser and the sandbox that counts what really arrives, and can break the answers
// of the API in ways that only a server can: cut them short, redirect, hold them back, hang up.

import { once } from "node:events";
import { createServer, request as ask } from "node:http";

/**
 * Gives `url`, `kills` (every kill that reached the server: what has an attempt's id), `answerKills(fn)`, `heal()` and `stop()`.
 * From then on `fn(response, request, pass)` answers kills: `pass()` hands one on to the sandbox, as all else is, and
 * promises its end there.
 */
export async function startFront(sandbox) {
  const kills = [];
  const behind = new URL(sandbox);
  const whole = (response, request, pass) => pass();
  let answer = whole;

  const pass = (request, body, response) => new Promise((done) => {
    // To the sandbox it is a page of its own that asks.
    const headers = { ...request.headers, host: behind.host };
    if (headers.origin) headers.origin = behind.origin;
    const onward = ask(behind, { path: request.url, method: request.method, headers, agent: false }, (back) => {
      const { connection, "transfer-encoding": _, ...kept } = back.headers;
      response.writeHead(back.statusCode, kept);
      back.pipe(response);
      back.once("close", done);
    });
    onward.once("error", () => { response.destroy(); done(); });
    onward.end(body);
  });

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const handOn = () => pass(request, body, response);
    if (!request.headers["x-attempt-id"]) return handOn();
    kills.push({ method: request.method, path: request.url, headers: request.headers, body: body.toString() });
    return answer(response, request, handOn);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    kills,
    answerKills: (how) => { answer = how; },
    /** As if nothing had been, and nothing had arrived. */
    heal() {
      answer = whole;
      kills.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
