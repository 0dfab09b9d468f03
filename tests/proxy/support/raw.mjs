// Bytes to a port and bytes back: what no client would write, and what no client would tell.

import { connect } from "node:net";

/** Sends bytes and gives all that comes back until the other side ends; with `half` we say that no more will come. */
export function exchange(port, bytes, { patience = 12_000, half = false } = {}) {
  return new Promise((done) => {
    const parts = [];
    const socket = connect(port, "127.0.0.1");
    const end = () => { clearTimeout(timer); socket.destroy(); done(Buffer.concat(parts).toString("latin1")); };
    const timer = setTimeout(end, patience);
    socket.on("data", (part) => parts.push(part));
    socket.on("end", end);
    socket.on("error", end);
    socket.on("close", end);
    const all = Buffer.from(bytes, typeof bytes === "string" ? "latin1" : undefined);
    if (half) socket.end(all);
    else socket.write(all);
  });
}

/** Reads the answers that stand one after another in what came back. */
export function answersIn(text) {
  const found = [];
  let rest = text;
  while (rest.startsWith("HTTP/1.")) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [first, ...lines] = rest.slice(0, end).split("\r\n");
    const headers = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
    const header = (name) => headers.find(([known]) => known === name)?.[1] ?? null;
    let body = rest.slice(end + 4);
    const status = Number(first.split(" ")[1]);
    if (status < 200) {
      // The word to go on; the answer follows.
      rest = body;
      continue;
    }
    if (header("transfer-encoding") === "chunked") {
      let whole = "";
      for (;;) {
        const size = Number.parseInt(body, 16);
        const start = body.indexOf("\r\n") + 2;
        whole += body.slice(start, start + size);
        body = body.slice(start + size + 2);
        if (!size) break;
      }
      rest = body;
      body = whole;
    } else {
      const length = header("content-length");
      rest = length === null ? "" : body.slice(Number(length));
      body = length === null ? body : body.slice(0, Number(length));
    }
    found.push({ status, headers, header, body, json: () => JSON.parse(body) });
  }
  return found;
}

/** One request as bytes. `headers` are pairs, in their order; a body gets its length unless one is among them. */
export function request(method, target, headers = [], body = "") {
  const bytes = Buffer.from(body);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const has = (name) => headers.some(([known]) => known.toLowerCase() === name);
  if (bytes.length && !has("content-length") && !has("transfer-encoding")) lines.push(`Content-Length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`, "latin1"), bytes]);
}

/** Sends one request and gives its one answer. */
export async function send(port, ...parts) {
  const [answer] = answersIn(await exchange(port, request(...parts)));
  return answer ?? null;
}

/** Does something with each of many, some at a time. */
export async function each(items, work, width = 16) {
  const left = items.entries();
  await Promise.all(Array.from({ length: width }, async () => {
    for (const [at, item] of left) await work(item, at);
  }));
}
