// Stops with a clear word when a port of 127.0.0.1 cannot be had: port-free.mjs VARIABLE PORT TARGET

import { createServer } from "node:net";

const [variable, text, target] = process.argv.slice(2);
const port = Number(text);

function stop(what, instead) {
  console.error(`error: ${what}\n       make ${target} ${variable}=${instead}`);
  process.exit(1);
}

if (!/^\d+$/.test(text) || port < 1 || port > 65535) stop(`${variable}=${text} is not a port. For example:`, 8640);

createServer()
  .once("error", () => stop(`port ${port} on 127.0.0.1 is taken. Choose another:`, (port + 10) % 65536))
  .listen({ port, host: "127.0.0.1", exclusive: true }, () => process.exit(0));
