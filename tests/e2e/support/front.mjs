// An HTTP server between the browser and the sandbox that counts what really arrives, and can break the answers
// of the API in ways that only a server can: cut them short, redirect, hold them back, hang up.

import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import { isKill } from "./kills.mjs";

/**
 * Gives `url`, `kills` (every kill that reached the server), `answerKills(fn)`, `heal()` and `stop()`.
 * From then on `fn(response, request, pass, apply)` answers kills: `pass()` hands one on to the sandbox, as all else is;
 * `apply()` has the sandbox carry it out, and nobody hears of it. Both promise its end there.
 */
export async function startFront(sandbox) {
  const kills = [];
  const behind = new URL(sandbox);
  const whole = (_, __, pass) => pass();
  let answer = whole;

  const pass = (request, body, response) => new Promise((done) => {
    // To the sandbox it is a page of its own that asks.
    const headers = { ...request.headers, host: behind.host };
    if (headers.origin) headers.origin = behind.origin;
    const onward = ask(behind, { path: request.url, method: request.method, headers, agent: false }, (back) => {
      const { connection, "transfer-encoding": _, ...kept } = back.headers;
      back.once("close", done);
      if (!response) return back.resume();
      response.writeHead(back.statusCode, kept);
      return back.pipe(response);
    });
    onward.once("error", () => { response?.destroy(); done(); });
    onward.end(body);
  });

  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const to = (whom) => () => pass(request, body, whom);
    const path = request.url.split("?")[0];
    if (!isKill({ method: request.method, path, headers: request.headers })) return to(response)();
    kills.push({ method: request.method, path: request.url, headers: request.headers, body: body.toString() });
    return answer(response, request, to(response), to(null));
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
