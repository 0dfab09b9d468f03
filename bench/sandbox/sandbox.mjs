// A sandbox in a process of its own, and what is known of it from outside.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 20_000;

export async function start(program, ...words) {
  const folder = mkdtempSync(join(tmpdir(), "quell-bench-"));
  const ready = join(folder, "ready.json");
  const child = spawn(program, ["--port", "0", "--ready-file", ready, ...words], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const late = Date.now() + PATIENCE;
  while (!existsSync(ready)) {
    if (child.exitCode !== null || Date.now() > late) throw new Error("the sandbox does not start");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return new Sandbox(child, ended, folder, JSON.parse(readFileSync(ready)));
}

// Thread ids beyond 2^53 stay texts here: as numbers they would be those of their neighbours.
const read = (text) => JSON.parse(text.replace(/"id":(\d{16,})/g, '"id":"$1"'));

/** A body as it is sent. */
export const written = (body) => JSON.stringify(body).replace(/"(\d{17,}|9\d{15})"/g, "$1");

class Sandbox {
  constructor(child, ended, folder, facts) {
    Object.assign(this, { child, ended, folder, facts });
    this.port = Number(new URL(facts.url).port);
  }

  /** Resident memory in MB, as the system counts it. */
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1024;
  }

  nodes(service) {
    return this.facts.nodes.filter((node) => node.service === service);
  }

  /** A call with the token that is always good; every answer ends its connection. */
  ask(method, path, body) {
    const headers = { "X-Auth-Token": this.facts.token, "Content-Type": "application/json" };
    const text = body === undefined ? undefined : written(body);
    if (text !== undefined) headers["Content-Length"] = Buffer.byteLength(text);
    return new Promise((resolve, reject) => {
      const request = http.request({ host: "127.0.0.1", port: this.port, method, path, headers, agent: false });
      request.once("error", reject).once("response", (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part)).once("error", reject).once("end", () => {
          const whole = Buffer.concat(parts).toString();
          resolve({ status: answer.statusCode, json: whole && read(whole) });
        });
      });
      request.end(text);
    });
  }

  async close() {
    this.child.kill();
    await this.ended;
    rmSync(this.folder, { recursive: true });
  }
}
