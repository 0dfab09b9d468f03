// The golden vectors through the module's boundary: the vendor's recorded requests, signatures made again, answers read.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { before, test } from "node:test";
import { KEYS, NOW, ROUTE, exact, leftOut, loadModule, refused, vectors } from "./support.mjs";

let quell;
before(async () => { ({ quell } = await loadModule()); });

const KILLS = {
  deletesession: "dds.kill", hangupclients: "dcs.kill", hangupkillallclients: "dcs.kill_all",
  deletetaurusdbnodeprocesses: "taurusdb.kill",
};

/** The template of an operation as a pattern, with its ids as named groups. */
const pattern = (call) => new RegExp(`^${call.replace(/\{(\w+)_id\}/g, "(?<$1>[^/]+)")}$`);

/** Which operation a record is of. Instances of DDS and TaurusDB have one path: the SDK's name tells them apart. */
function operationOf({ operation = "", request, sdk }) {
  const name = operation.toLowerCase().replaceAll("_", "");
  const line = `${request.method} ${request.path}`;
  const fits = quell.operations().filter(({ call }) => pattern(call).test(line));
  const known = fits.find(({ id }) => id === KILLS[name])
    ?? quell.operations().find(({ id }) => id === KILLS[name])
    ?? fits.find(({ service }) => (service === "taurusdb") === name.includes("gaussmysql") || fits.length === 1);
  const ids = known && line.match(pattern(known.call))?.groups;
  return known && { ...known, ids: { ...ids }, sdk };
}

/** What the record was made of, as the module's input. */
function inputOf({ id, kind, ids }, { input = {}, request, request_body_json: parsed }) {
  const body = input.body ?? (request.body ? exact(request.body) : parsed) ?? {};
  const query = { ...input.query };
  const named = {
    project: input.project_id ?? ids.project, instance: input.instance_id ?? ids.instance,
    node: input.node_id ?? ids.node, job: ids.job, language: input.x_language ?? query.x_language ?? undefined,
  };
  delete query.x_language;
  if (kind === "kill") {
    const node = body.node_id ?? (id.startsWith("dcs") ? undefined : named.node);
    return {
      ...named, node, allNodes: body.kill_all_nodes, sessions: body.sessions, addresses: body.client_addrs,
      threads: body.processes,
    };
  }
  const node = id.startsWith("dcs") ? body.node_id ?? query.node_id : named.node;
  delete query.node_id;
  return { ...named, node, query, cleanCache: body.clean_cache };
}

/** A signature made again without the module: the vendor's scheme in twenty lines. */
function authorization({ method, url, headers, body, host }, proof, { accessKey, secretKey }) {
  const { pathname, search } = new URL(url);
  const { Authorization: _, ...dated } = proof;
  const lines = Object.entries({ ...headers, ...dated, host }).map(([name, value]) => [name.toLowerCase(), value]).sort();
  const signed = lines.map(([name]) => name).join(";");
  const hash = (text) => createHash("sha256").update(text).digest("hex");
  const canonical = [
    method, `${pathname}/`, search.slice(1), lines.map(([name, value]) => `${name}:${value}\n`).join(""), signed,
    hash(body ?? ""),
  ].join("\n");
  const text = `SDK-HMAC-SHA256\n${proof["X-Sdk-Date"]}\n${hash(canonical)}`;
  const signature = createHmac("sha256", secretKey).update(text).digest("hex");
  return `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${signed}, Signature=${signature}`;
}

/** The calls that the module makes, of every record, with what it made of each. */
function all() {
  const skipped = leftOut();
  const unused = new Set(skipped);
  const made = vectors().flatMap((vector) => {
    const start = skipped.find((known) => vector.at.startsWith(known));
    unused.delete(start);
    if (start || !vector.request) return [];
    const operation = operationOf(vector);
    assert.ok(operation, `${vector.at} is of no operation`);
    const input = inputOf(operation, vector);
    try {
      return [{ vector, operation, request: quell.buildRequest(operation.id, input, ROUTE) }];
    } catch (fault) {
      return [{ vector, operation, fault }];
    }
  });
  assert.deepEqual([...unused], [], "left out, and in no record");
  return made;
}

test("every recorded request is made again, and those that the core refuses are refused", () => {
  const made = all();
  assert.ok(made.length > 100, `${made.length} records`);
  const faults = made.filter(({ fault }) => fault);
  assert.deepEqual(faults.map(({ vector }) => vector.at).sort(), refused().sort());
  for (const { fault } of faults) assert.ok(fault instanceof Error && fault.code && fault.field, fault.stack);
  for (const { vector, request } of made.filter((one) => one.request)) {
    const { pathname, search } = new URL(request.url);
    const theirs = vector.request;
    assert.equal(request.method, theirs.method, vector.at);
    assert.equal(pathname, theirs.path, vector.at);
    assert.equal(search.slice(1), theirs.query.split("&").sort().join("&"), vector.at);
    const read = (body) => (body ? exact(body) : null);
    assert.deepEqual(read(request.body), read(theirs.body) ?? null, vector.at);
    const language = theirs.headers.find(([name]) => name === "X-Language")?.[1];
    assert.equal(request.headers["X-Language"], language, vector.at);
  }
});

test("every request is signed as the vendor signs", () => {
  for (const { vector, request } of all().filter((one) => one.request)) {
    const proof = quell.sign(request, KEYS, NOW);
    assert.equal(proof["X-Sdk-Date"], "20250102T030405Z");
    assert.equal(proof.Authorization, authorization(request, proof, KEYS), vector.at);
  }
  // The twenty lines above are right themselves: they make the vendor's own signatures again.
  let checked = 0;
  for (const { request, signing, at } of vectors().filter((one) => one.signing)) {
    const sent = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const names = signing.canonical_request.split("\n").at(-2).split(";");
    if (!sent.authorization || !names.every((name) => sent[name] !== undefined)) continue;
    const { host, "x-sdk-date": date, ...headers } = Object.fromEntries(names.map((name) => [name, sent[name]]));
    const query = signing.canonical_request.split("\n")[2];
    const again = authorization(
      { ...request, headers, host, url: `https://${host}${request.path}${query && `?${query}`}` },
      { "X-Sdk-Date": date }, { accessKey: signing.ak, secretKey: signing.sk },
    );
    // A path that is encoded once more for the signature is not in a URL as it was signed.
    if (signing.canonical_request.split("\n")[1] === `${new URL(`https://${host}${request.path}`).pathname}/`) {
      assert.equal(again, sent.authorization, at);
      checked += 1;
    }
  }
  assert.ok(checked > 80, `${checked} signatures`);
});

/** Samples of the other SDK have no content type: an answer without one is believed by nobody. */
const isTyped = ({ headers }) => Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "content-type");

/** What an answer of a kill proves, told from the manual's shapes and not by the module. */
function proven({ id }, { status, body }) {
  if (status >= 300 || body?.startsWith("<")) return null;
  const read = body ? exact(body) : null;
  if (id === "taurusdb.kill" && status === 200) {
    return { kind: "partition", killed: read.processes_killed.map(BigInt), notFound: read.processes_not_found.map(BigInt) };
  }
  if (id === "dds.kill" && status === 200) return { kind: "accepted" };
  if (id === "dcs.kill" && status === 204) return { kind: "accepted" };
  if (id === "dcs.kill_all" && status === 200) return { kind: "submitted", job: read.job_id };
  return null;
}

test("every recorded answer of a kill is read as the manual has it, 64-bit ids exact", () => {
  let read = 0;
  for (const { vector, operation, request } of all().filter((one) => one.request && one.operation.kind === "kill")) {
    const response = vector.response_sample;
    const outcome = quell.readAnswer(operation.id, request, response);
    const expected = isTyped(response) || response.status === 204 ? proven(operation, response) : null;
    if (outcome.kind === "unknown" || outcome.kind === "refused") {
      // A sample need not fit the request it stands beside: then it does not add up, and that is said.
      assert.ok(!expected || outcome.doubt === "does_not_add_up" || outcome.doubt === "wrong_shape", `${vector.at} ${outcome.doubt}`);
      continue;
    }
    const { notActedOn: _, ...told } = outcome;
    assert.deepEqual(told, expected, vector.at);
    read += 1;
  }
  assert.ok(read > 25, `${read} answers`);
});

test("every recorded list is read whole", () => {
  let rows = 0;
  for (const { vector, operation, request } of all().filter((one) => one.request && one.operation.kind === "look")) {
    const { status, body } = vector.response_sample;
    const finding = quell.readAnswer(operation.id, request, vector.response_sample);
    if (status >= 300 || !isTyped(vector.response_sample)) {
      assert.ok(["refused", "unknown"].includes(finding.kind), vector.at);
      continue;
    }
    const read = exact(body);
    if (finding.kind === "sessions") {
      const list = read.sessions ?? read.clients ?? read.processes;
      assert.equal(finding.sessions.length, list.length, vector.at);
      const handle = operation.service === "taurusdb" ? ({ id }) => BigInt(id) : ({ peer, addr, id }) => peer || addr || id;
      assert.deepEqual(finding.handles, list.map(handle), vector.at);
    } else if (finding.kind === "found") {
      const list = read.instances ?? read.nodes ?? read.instance?.nodes ?? read.projects;
      const told = [...finding.projects, ...finding.instances, ...finding.nodes].length + finding.leftOut;
      assert.ok(told >= list.length - 1, `${vector.at}: ${told} of ${list.length}`);
    } else {
      assert.ok(["job", "scan"].includes(finding.kind), `${vector.at}: ${JSON.stringify(finding)}`);
    }
    rows += 1;
  }
  assert.ok(rows > 20, `${rows} lists`);
});

test("every recorded error is decoded", () => {
  let decoded = 0;
  for (const { at, operation, response_sample: response } of vectors().filter(({ at: name }) => name.startsWith("errors/"))) {
    const service = /taurus/.test(operation) ? "taurusdb" : "dds";
    const error = quell.decodeError(service, response);
    const code = /"(?:error_code|errorCode|code)": ?"?([^",}]+)"?/.exec(response.body)?.[1];
    const message = /"(?:error_msg|errorMsg|message)": ?"([^"]*)"/.exec(response.body)?.[1];
    const half = code === undefined || (message === undefined && !/^[A-Z]+\.\d+$/i.test(code));
    if (half) {
      assert.equal(error, null, at);
      continue;
    }
    assert.equal(error.message, message ?? "", at);
    assert.ok(response.body.includes(error.code), at);
    decoded += 1;
  }
  assert.ok(decoded > 15, `${decoded} errors`);
  const expired = { status: 401, headers: {}, body: '{"error_code":"APIGW.0307","error_msg":"The token must be updated."}' };
  assert.equal(quell.decodeError("dcs", expired).meaning, "token_expired");
});
