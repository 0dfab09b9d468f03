// Free ports of 127.0.0.1.

import { createServer } from "node:net";

// Below the range from which the system gives ports to outgoing connections: a client of a test cannot be
// given the port that a server of the test is about to take.
const LOW = 20_000;
const HIGH = 32_000;

function isFree(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => answer(true)));
  });
}

export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = LOW + Math.floor(Math.random() * (HIGH - LOW));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${LOW} and ${HIGH}`);
}
