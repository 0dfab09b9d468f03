// The checks of the self-test as the console makes them, over plain bytes: which of them an nginx passes.

import { attempt } from "./calls.mjs";
import { send } from "./raw.mjs";

export const ADDRESS = "/proxy/self-test";
export const HOSTILE = `${ADDRESS}/%2e%2e%2fself-test`;
export const BODY = '{"quell":"self-test"}';
export const ALL = ["reachable", "readable", "body", "guard", "header", "path"];

const headers = (host, more) => Object.entries({
  Host: host, Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json", "X-Attempt-Id": attempt(), ...more,
});

/** One DELETE of the self-test. */
export const probe = (port, host, more = {}, target = ADDRESS, body = BODY) => send(port, "DELETE", target, headers(host, more), body);

/** The words of the checks that a port passes, in their order. */
export async function passed(port, host = `127.0.0.1:${port}`) {
  const same = { "X-Attempt-Id": attempt() };
  const look = await send(port, "GET", ADDRESS, [["Host", host], ["Sec-Fetch-Site", "same-origin"]]);
  const [first, again] = [await probe(port, host, same), await probe(port, host, same)];
  const large = await probe(port, host, { "X-Auth-Token": "0".repeat(12_288) });
  const hostile = await probe(port, host, {}, HOSTILE);
  const came = (answer) => (answer?.status === 200 ? answer.json() : {});
  const of = {
    reachable: came(look).method === "GET",
    readable: ["x-subject-token", "retry-after", "date"].every((name) => look?.header(name)),
    body: came(first).method === "DELETE" && came(first).body === BODY.length,
    guard: first?.status === 200 && again?.status === 409,
    header: came(large).header === 12_288,
    path: hostile?.status >= 400 && hostile.status < 499,
  };
  return ALL.filter((check) => of[check]);
}
