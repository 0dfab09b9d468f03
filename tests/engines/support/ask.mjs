// What the engines themselves say of their clients.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { message } from "../../../scripts/engines/bson.mjs";
import { connects } from "../../../scripts/engines/ports.mjs";

export { connects };

/** Sends bytes, and reads until enough came back. */
async function exchange(port, bytes, isWhole) {
  const socket = typeof port === "string" ? connect(port) : connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write(bytes);
    let answer = Buffer.alloc(0);
    for await (const part of socket) {
      answer = Buffer.concat([answer, part]);
      if (isWhole(answer)) break;
    }
    return answer;
  } finally {
    socket.destroy();
  }
}

/** On a port or on a socket: a line of Redis's inline protocol; its answer is a line, or a text after its length. */
export async function redis(port, line) {
  const answer = await exchange(port, `${line}\r\n`, (bytes) => {
    const end = bytes.indexOf("\r\n");
    if (end < 0 || bytes[0] !== 36 /* $ */) return end >= 0;
    return bytes.length >= end + 4 + Number(bytes.toString("latin1", 1, end));
  });
  return answer.toString();
}

/** The names of the clients of a redis-server, sorted. */
export async function redisNames(port) {
  const rows = (await redis(port, "CLIENT LIST")).matchAll(/ name=(\S+)/g);
  return [...rows].map(([, name]) => name).sort();
}

/** The rows of a statement, by the distribution's own client. */
export function mariadb(port, sql) {
  const place = ["--no-defaults", "--host=127.0.0.1", `--port=${port}`, "--user=root"];
  const { stdout } = spawnSync("mariadb", [...place, "--batch", "--skip-column-names", `--execute=${sql}`], {
    encoding: "utf8",
  });
  return stdout.split("\n").filter(Boolean);
}

/** What runs on a mongod, as the bytes of its answer: texts stand in it as they are. */
export async function mongodb(port) {
  const isWhole = (bytes) => bytes.length >= 4 && bytes.length >= bytes.readInt32LE();
  const answer = await exchange(port, message({ currentOp: 1, $db: "admin" }), isWhole);
  return answer.toString("latin1");
}
