// Another site on the same machine: a page of its own origin, such as one that lays the console into a frame.

import { once } from "node:events";
import { createServer } from "node:http";

export async function startNeighbour(html) {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
