// What must compile, and what must not: each line below a mark is an error, or the compiler says that it is none.

import { load, type BuiltRequest, type CloudError, type Finding, type Outcome, type Quell, type QuellError } from "quell-js";

const quell: Quell = await load();
const project = "619d3e78f61b4be68bc5aa0b59edcf7b";
const route = { cloud: "otc", region: "eu-de", url: "/proxy/{service}/{region}" };

const kill: BuiltRequest = quell.buildRequest(
  "taurusdb.kill", { project, instance: "i", node: "n", threads: [1, 2n], language: "en-us" }, route,
);
quell.buildRequest("dcs.kill_all", { project, instance: "i", allNodes: true }, route);
quell.buildRequest("dcs.kill_all", { project, instance: "i", allNodes: false, node: "n" }, route);
quell.buildRequest("dds.list_sessions", { project, node: "n", query: { limit: 100, cost_time: 5n } }, route);

// @ts-expect-error There is no such operation.
quell.buildRequest("dds.drop", { project }, route);
// @ts-expect-error A request is not changed.
kill.body = "{}";
// @ts-expect-error A time is a number.
quell.sign(kill, { token: "t" }, new Date());
// @ts-expect-error A key without its secret signs nothing.
quell.sign(kill, { accessKey: "a" }, Date.now());
// @ts-expect-error Silence has its words.
quell.readAnswer("taurusdb.kill", kill, { silent: "asleep" });
// @ts-expect-error The functions are not to be replaced.
quell.sign = () => ({});

function told(answer: Outcome | Finding): bigint[] | string {
  switch (answer.kind) {
    case "accepted": return "accepted";
    case "submitted": return answer.job;
    case "partition": return [...answer.killed, ...answer.notFound, ...answer.notActedOn];
    case "refused": return answer.error.meaning ?? answer.error.code;
    case "unknown": return answer.doubt;
    case "found": return answer.nodes.map((node) => node.id).join();
    case "sessions": return answer.handles.map(String).join();
    case "scan": return answer.job ?? "";
    case "job": return answer.state;
  }
}
told(quell.readAnswer("taurusdb.kill", kill, { status: 200, headers: {}, body: "{}" }));

const error: CloudError | null = quell.decodeError("iam", { status: 401 });
export const words: (string | null | undefined)[] = [error?.code, quell.parseTarget("#/").service, quell.toCurl(kill)];
export const headers: Record<string, string> = quell.sign(kill, { accessKey: "a", secretKey: "s" }, Date.now());
export const regions: string[] = quell.clouds().flatMap((cloud) => cloud.regions.map(({ id }) => id));
export const ids: string[] = quell.operations().filter(({ kind }) => kind === "kill").map(({ id }) => id);
export const caught = (fault: unknown): string => (fault as QuellError).code;
