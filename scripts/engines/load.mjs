// A small load of real clients on the engines, which come back some seconds after they were ended:
// `load.mjs FOLDER redis=PORT mariadb=PORT mongodb=PORT`.
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { message } from "./bson.mjs";

const COME_BACK = 3000;

// A client that says something when it is let in, then again whenever it was answered, after a while.
function client(port, hello, next, every) {
  const socket = connect(port, "127.0.0.1");
  let timer;
  socket.on("connect", () => hello.forEach((words) => socket.write(words)));
  socket.on("data", () => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.write(next()), every);
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    clearTimeout(timer);
    setTimeout(() => client(port, hello, next, every), COME_BACK);
  });
}

function redis(port) {
  const words = ["GET basket:17\r\n", "INCR visits\r\n", "HGETALL user:4\r\n", "EXPIRE session:9 60\r\n"];
  for (let n = 0; n < 20; n++) {
    const name = `CLIENT SETNAME ${n % 5 === 0 ? "report" : "checkout"}-${n}\r\n`;
    if (n < 2) client(port, [name, "SUBSCRIBE news\r\n"], () => "PING\r\n", 5000);
    else if (n < 4) client(port, [name, "BLPOP jobs 0\r\n"], () => "BLPOP jobs 0\r\n", 100);
    else client(port, [name], () => words[n % words.length], 500 + 200 * n);
  }
}

// Its clients are the distribution's own: the protocol is not worth writing here.
function mariadb(port) {
  const common = ["--no-defaults", "--host=127.0.0.1", `--port=${port}`, "--user=root", "--batch", "--comments"];
  const run = (sql) => {
    const child = spawn("mariadb", [...common, `--execute=${sql}`], { stdio: "ignore" });
    child.on("error", () => {});
    child.on("close", () => setTimeout(run, COME_BACK, sql));
  };
  const idle = () => {
    // Its input stays open, so it waits for more.
    const child = spawn("mariadb", common, { stdio: ["pipe", "ignore", "ignore"] });
    child.on("error", () => {});
    child.stdin.on("error", () => {});
    child.on("close", () => setTimeout(idle, COME_BACK));
  };
  for (let n = 0; n < 4; n++) idle();
  run("SELECT /* monthly report */ SLEEP(600), 'regions'");
  run("SELECT /* monthly report */ SLEEP(600), 'customers'");
  // One holds the table, the others wait for it.
  const shop = "CREATE DATABASE IF NOT EXISTS shop; CREATE TABLE IF NOT EXISTS shop.stock (sku INT PRIMARY KEY, n INT);";
  run(`${shop} LOCK TABLES shop.stock WRITE; SELECT SLEEP(600)`);
  for (let sku = 0; sku < 3; sku++) run(`UPDATE shop.stock SET n = n + 1 WHERE sku = ${sku}`);
}

function mongodb(port) {
  const insert = message({ insert: "orders", $db: "shop", documents: [{ sku: "QX-1093", n: 1 }] });
  const slow = (ms) => message({ find: "orders", $db: "shop", filter: { $where: `sleep(${ms}) || true` } });
  const ping = () => message({ ping: 1, $db: "admin" });
  client(port, [insert], () => slow(600_000), 100);
  client(port, [insert], () => slow(60_000), 1000);
  for (let n = 0; n < 3; n++) client(port, [ping()], () => slow(5000), 2000);
  for (let n = 0; n < 5; n++) client(port, [ping()], ping, 10_000);
}

const engines = { redis, mariadb, mongodb };
for (const word of process.argv.slice(3)) {
  const [name, port] = word.split("=");
  engines[name](Number(port));
}
