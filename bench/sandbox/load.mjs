// Load on a sandbox: as much as goes through, and a fixed rate of which every answer is timed.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { written } from "./sandbox.mjs";

const THREADS = 2;
const CONNECTIONS = 32;

/** Requests per second that wrk gets through; an answer that is no success is a fault. */
export async function flood(sandbox, { method, path, lines }, seconds) {
  const file = join(sandbox.folder, "requests");
  writeFileSync(file, `${[method, path, sandbox.facts.token, ...lines].join("\n")}\n`);
  const script = new URL("calls.lua", import.meta.url).pathname;
  const words = [`-t${THREADS}`, `-c${CONNECTIONS}`, `-d${seconds}s`, "-s", script, sandbox.facts.url];
  const env = { ...process.env, REQUESTS: file, THREADS: String(THREADS) };
  const child = spawn("wrk", words, { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(said);
  const broken = /Socket errors: (.*)/.exec(said);
  if (code !== 0 || refused || broken) throw new Error(`wrk: ${said}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]);
}

/** The time in ms within which 99 of 100 answers came, each from the moment that it was due. */
export async function pace(sandbox, requests, rate) {
  const begin = performance.now() + 100;
  const times = [];
  await new Promise((resolve, reject) => {
    let sent = 0;
    const send = () => {
      while (sent < requests.length && performance.now() >= begin + (sent * 1000) / rate) {
        const due = begin + (sent * 1000) / rate;
        one(sandbox, requests[sent]).then(() => {
          times.push(performance.now() - due);
          if (times.length === requests.length) resolve();
        }, reject);
        sent += 1;
      }
      if (sent < requests.length) setImmediate(send);
    };
    send();
  });
  times.sort((one, other) => one - other);
  return times[Math.floor(times.length * 0.99)];
}

/** As bare as can be, so that the one who measures is not what is measured. */
function one(sandbox, { method, path, body }) {
  const text = written(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${sandbox.port}`,
    `X-Auth-Token: ${sandbox.facts.token}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = net.connect(sandbox.port, "127.0.0.1", () => socket.write(`${head.join("\r\n")}\r\n\r\n${text}`));
    let answer = "";
    socket.setNoDelay(true);
    socket.on("data", (part) => (answer += part.toString("latin1")));
    socket.once("error", reject);
    socket.once("end", () => (/^HTTP\/1.1 20[04] /.test(answer) ? resolve() : reject(new Error(answer))));
  });
}
