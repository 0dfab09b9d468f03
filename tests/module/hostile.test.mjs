// Whatever a caller gives, the module answers with a value or with an error of its own, and works on.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { INSTANCE, KEYS, NODE, NOW, PROJECT, ROUTE, loadModule, threads } from "./support.mjs";

let quell;
let memory;
let request;
let proof;
before(async () => {
  ({ quell, memory } = await loadModule());
  request = quell.buildRequest("taurusdb.kill", threads(), ROUTE);
  proof = quell.sign(request, KEYS, NOW);
});

/** The module does what it did before: it was not poisoned. */
function works() {
  const again = quell.buildRequest("taurusdb.kill", threads(), ROUTE);
  assert.deepEqual(again, request);
  assert.deepEqual(quell.sign(again, KEYS, NOW), proof);
}

/** Gives the error of the module that a call ends with; a trap, a crash or anything else fails. */
function refusal(call, what) {
  try {
    call();
  } catch (fault) {
    assert.ok(!(fault instanceof WebAssembly.RuntimeError), `${what}: ${fault.stack}`);
    assert.ok(fault instanceof Error, `${what}: threw ${String(fault)}`);
    assert.equal(fault.name, "QuellError", `${what}: ${fault.stack}`);
    assert.equal(typeof fault.code, "string", what);
    works();
    return fault;
  }
  works();
  return null;
}

const cyclic = { project: PROJECT };
cyclic.self = cyclic;
cyclic.threads = [cyclic];
const thrower = () => { throw new Error("not yours"); };
const trap = (names) => new Proxy({}, Object.fromEntries(names.map((name) => [name, thrower])));
const revoked = () => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; };

const HOSTILE = [
  ["undefined", undefined], ["null", null], ["a number", 7], ["NaN", NaN], ["a bigint", 2n ** 200n], ["true", true],
  ["a symbol", Symbol("quell")], ["a function", () => 1], ["an empty text", ""], ["a lone surrogate", "ab\ud800c"],
  ["a reversed pair", "\udc00\ud800"], ["a NUL", "a\u0000b"], ["a huge text", "a".repeat(8 << 20)],
  ["a text of astral characters", "😀".repeat(5000)], ["an empty object", {}], ["a list", []],
  ["a sparse list", Object.assign([], { length: 2 ** 32 - 1 })], ["a list of itself", (() => { const l = []; l.push(l); return l; })()],
  ["a deep list", Array.from({ length: 10_000 }).reduce((inner) => [inner], [])],
  ["a cyclic object", cyclic], ["an object without a prototype", Object.create(null)], ["a date", new Date(0)],
  ["a Map", new Map([["project", PROJECT]])], ["a typed array", new Uint8Array(1 << 20)], ["a String object", new String(PROJECT)],
  ["polluting keys", JSON.parse('{"__proto__":{"project":"x"},"constructor":{"prototype":{"node":"y"}},"toString":1}')],
  ["a getter that throws", { get project() { throw new Error("no"); } }],
  ["a proxy that throws", trap(["get", "has", "ownKeys", "getOwnPropertyDescriptor"])],
  ["a revoked proxy", revoked()],
  ["a thenable", { then: thrower }], ["a huge flat object", Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i]))],
  ["a text that throws when it is made", { toString: thrower, valueOf: thrower, [Symbol.toPrimitive]: thrower }],
];

/** Puts a value in each place of a call, and into each field of its objects. */
function* places(args) {
  for (let at = 0; at < args.length; at += 1) {
    yield [`argument ${at}`, (value) => args.map((arg, index) => (index === at ? value : arg))];
    if (typeof args[at] !== "object") continue;
    for (const key of Object.keys(args[at])) {
      yield [`argument ${at}.${key}`, (value) => args.map((arg, index) => (index === at ? { ...arg, [key]: value } : arg))];
      const inner = args[at][key];
      if (!inner || typeof inner !== "object") continue;
      for (const part of Object.keys(inner)) {
        yield [`argument ${at}.${key}.${part}`, (value) => {
          const copy = Array.isArray(inner) ? [...inner] : { ...inner };
          copy[part] = value;
          return args.map((arg, index) => (index === at ? { ...arg, [key]: copy } : arg));
        }];
      }
    }
  }
}

const look = { project: PROJECT, node: NODE.replace("07", "02"), query: { limit: 10, type: "x" } };

test("hostile values in every place of every function end in an error or a value, never in a trap", () => {
  const response = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
  const seen = quell.buildRequest("dds.list_sessions", look, ROUTE);
  const calls = {
    operations: [[]], clouds: [[]],
    parseTarget: [["#/dds/otc/eu-de"]], parsePaste: [["1, 2", "taurusdb"]],
    buildRequest: [
      ["taurusdb.kill", threads([1, 2n]), ROUTE], ["dds.list_sessions", look, { ...ROUTE, url: "/proxy", endpoint: "https://a.b" }],
      ["dcs.kill", { project: PROJECT, instance: INSTANCE, node: NODE, addresses: ["10.0.0.1:1"] }, ROUTE],
      ["dcs.kill_all", { project: PROJECT, instance: INSTANCE, allNodes: true }, ROUTE],
    ],
    sign: [[request, { ...KEYS, securityToken: "abc" }, NOW], [seen, { token: "abc" }, NOW]],
    attemptId: [[NOW, new Uint8Array(10)]],
    toCurl: [[request]],
    readAnswer: [["taurusdb.kill", request, response], ["dds.list_sessions", seen, response]],
    decodeError: [["dds", response]],
  };
  assert.deepEqual(Object.keys(calls).sort(), Object.keys(quell).sort());
  let refused = 0;
  for (const [name, lists] of Object.entries(calls)) {
    for (const args of lists) {
      assert.equal(refusal(() => quell[name](...args), name), null, `${name} with what is right`);
      for (const [place, put] of places(args)) {
        for (const [what, value] of HOSTILE) {
          if (refusal(() => quell[name](...put(value)), `${what} as ${place} of ${name}`)) refused += 1;
        }
      }
    }
  }
  assert.ok(refused > 2000, `${refused} were refused`);
});

test("an attempt's id is the UUID of version 7 that the shipped proxy lets pass once", () => {
  // The example of RFC 9562, appendix A.6.
  const chance = Uint8Array.from([0x7c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  assert.equal(quell.attemptId(0x017F22E279B0, chance), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  for (const wrong of [new Uint8Array(9), [...chance], new Uint8Array(11), undefined]) {
    assert.equal(refusal(() => quell.attemptId(0, wrong)).field, "chance");
  }
});

test("an error names what is wrong by code, field and line", () => {
  const told = (call) => { const { code, field, line } = refusal(call) ?? {}; return { code, field, line }; };
  const build = (change, operation = "taurusdb.kill") => told(() => quell.buildRequest(operation, { ...threads(), ...change }, ROUTE));
  const none = undefined;
  assert.deepEqual(build({ node: "../x" }), { code: "bad_character", field: "node", line: none });
  assert.deepEqual(build({ node: INSTANCE }), { code: "looks_like", field: "node", line: none });
  assert.deepEqual(build({ project: none }), { code: "missing", field: "project", line: none });
  assert.deepEqual(build({ project: ` ${PROJECT}` }), { code: "bad_character", field: "project", line: none });
  assert.deepEqual(build({ threads: [] }), { code: "missing", field: "threads", line: none });
  assert.deepEqual(build({ threads: [1, "2"] }), { code: "wrong_type", field: "threads", line: 2 });
  assert.deepEqual(build({ threads: [1, 2 ** 53] }), { code: "unsafe_integer", field: "threads", line: 2 });
  assert.deepEqual(build({ threads: [2n ** 63n] }), { code: "out_of_range", field: "threads", line: 1 });
  assert.deepEqual(build({ threads: [1.5] }), { code: "not_a_number", field: "threads", line: 1 });
  assert.deepEqual(build({ threads: Array(20_000).fill(123456n) }), { code: "too_large", field: "threads", line: none });
  assert.deepEqual(build({}, "dcs.kill_all"), { code: "no_scope", field: "allNodes", line: none });
  assert.deepEqual(build({ allNodes: true }, "dcs.kill_all"), { code: "no_scope", field: "allNodes", line: none });
  assert.deepEqual(build({ sessions: ["a", "b\ud800"] }, "dds.kill"), { code: "ill_formed", field: "sessions", line: 2 });
  assert.deepEqual(build({ query: { user: "x" } }, "dds.list_sessions"), { code: "unknown_key", field: "query.user", line: none });
  assert.deepEqual(build({}, "taurusdb.drop"), { code: "unknown_operation", field: "operation", line: none });
  assert.deepEqual(told(() => quell.parsePaste("1\n2\nnope", "taurusdb")), { code: "not_a_number", field: "text", line: 3 });
  assert.deepEqual(told(() => quell.buildRequest("taurusdb.kill", threads(), { cloud: "own", region: "x" })).code, "no_endpoint");
  assert.deepEqual(told(() => quell.sign(request, { accessKey: "A", secretKey: "a b" }, NOW)).field, "secretKey");
});

test("a request that was changed after it was built is refused wherever it is used", () => {
  const changes = {
    method: "POST", url: request.url.replace("processes", "process"), host: "evil.example", body: '{"processes":[1]}',
    headers: { ...request.headers, "X-Language": "zh-cn" }, input: threads([1n]), route: { cloud: "huawei", region: "cn-north-1" },
    operation: "dcs.kill",
  };
  for (const [key, value] of Object.entries(changes)) {
    const changed = { ...request, [key]: value };
    const response = { status: 204 };
    for (const use of [
      () => quell.sign(changed, KEYS, NOW), () => quell.toCurl(changed), () => quell.readAnswer(changed.operation, changed, response),
    ]) assert.notEqual(refusal(use), null, key);
  }
  const own = threads([5n]);
  const built = quell.buildRequest("taurusdb.kill", own, ROUTE);
  own.threads.push(6n);
  assert.deepEqual(built.input.threads, [5n], "the caller's own list is not the request's");
});

test("a prototype that was polluted gives no field", () => {
  Object.prototype.project = PROJECT;
  Object.prototype.token = "abc";
  try {
    const { project: _, ...input } = threads();
    assert.equal(refusal(() => quell.buildRequest("taurusdb.kill", input, ROUTE)).field, "project");
    assert.equal(quell.sign(request, KEYS, NOW)["X-Auth-Token"], undefined);
  } finally {
    delete Object.prototype.project;
    delete Object.prototype.token;
  }
});

test("a getter that calls the module again finds it in order", () => {
  const input = { ...threads(), get node() { works(); return NODE; } };
  assert.deepEqual(quell.buildRequest("taurusdb.kill", input, ROUTE), request);
});

test("no secret stays in the module's memory", () => {
  const secret = "Zq7XkeepThisOut0123456789abcdefghijklmnop";
  const token = `TokenOfAnotherDay${"y".repeat(3000)}`;
  quell.sign(request, { accessKey: "AK", secretKey: secret, securityToken: token }, NOW);
  quell.sign(request, { token }, NOW);
  refusal(() => quell.sign(request, { accessKey: "A B", secretKey: secret, securityToken: token }, NOW));
  const bytes = Buffer.from(memory.buffer);
  assert.equal(bytes.includes(secret.slice(4, 24)), false, "the secret key");
  assert.equal(bytes.includes("TokenOfAnother"), false, "the token");
});

test("memory is steady over a hundred thousand calls", () => {
  const response = { status: 200, headers: { "content-type": "application/json" }, body: '{"processes_killed":[9007199254740993],"processes_not_found":[]}' };
  const round = (index) => {
    const built = quell.buildRequest("taurusdb.kill", threads(), ROUTE);
    quell.sign(built, KEYS, NOW + index);
    quell.readAnswer("taurusdb.kill", built, response);
    quell.parsePaste("1,2,3", "taurusdb");
    try { quell.buildRequest("taurusdb.kill", threads([0.5]), ROUTE); } catch { /* an error is made and dropped */ }
  };
  for (let index = 0; index < 500; index += 1) round(index);
  const before = memory.buffer.byteLength;
  for (let index = 0; index < 20_000; index += 1) round(index);
  assert.equal(memory.buffer.byteLength, before);
});
