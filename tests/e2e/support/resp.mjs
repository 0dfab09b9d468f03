// One raw client of a Redis server: enough of its protocol to say PING and to notice being cut off.

import { once } from "node:events";
import { connect } from "node:net";

export class RespClient {
  #socket;
  #waiting = [];
  #heard = "";

  /** Becomes true when the server has cut the connection. */
  cut = false;

  static async connect(port, host = "127.0.0.1") {
    const socket = connect({ port, host });
    await once(socket, "connect");
    return new RespClient(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    /** As the server sees it: the address by which a DCS kill names this client. */
    this.address = `${socket.localAddress}:${socket.localPort}`;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#hear(bytes));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.cut = true;
      for (const { fail } of this.#waiting.splice(0)) fail(new Error(`${this.address} was cut off`));
    });
  }

  #hear(bytes) {
    this.#heard += bytes;
    for (let end; (end = this.#heard.indexOf("\r\n")) >= 0;) {
      const line = this.#heard.slice(0, end);
      this.#heard = this.#heard.slice(end + 2);
      this.#waiting.shift()?.done(line);
    }
  }

  /** Sends one command whose answer is a single line (PING, CLIENT SETNAME, SELECT…). */
  command(...words) {
    if (this.cut) return Promise.reject(new Error(`${this.address} was cut off`));
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    return new Promise((done, fail) => {
      this.#waiting.push({ done, fail });
      this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    });
  }

  /** Whether the server answers this client. A client that was cut off is a plain no. */
  async ping() {
    try {
      return (await this.command("PING")) === "+PONG";
    } catch {
      return false;
    }
  }

  close() {
    this.#socket.destroy();
  }
}
