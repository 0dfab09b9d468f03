// Which requests are kills, and which are a route's self-test: told by method and path.

export const SELF_TEST = "/proxy/self-test";
/** The path that only a proxy which tidies up would take for the self-test. */
export const HOSTILE = `${SELF_TEST}/%2e%2e%2fself-test`;

const KILLS = [["POST", /\/(?:session|clients\/kill|clients\/kill-all)$/], ["DELETE", /\/processes$/]];

/** A request of the self-test, and nothing that only looks like one. */
export const isSelfTest = ({ method, path }) => (path === SELF_TEST && ["GET", "DELETE"].includes(method)) || (path === HOSTILE && method === "DELETE");

/** What acts: what has the path of a kill, with or without an attempt's id, and whatever else has such an id. */
export const isKill = ({ method, path, headers }) => !isSelfTest({ method, path })
  && (Boolean(headers["x-attempt-id"]) || KILLS.some(([kind, pattern]) => kind === method && pattern.test(path)));

/** The same of a request as Playwright has it. */
export const asSent = (request) => ({ method: request.method(), path: new URL(request.url()).pathname, headers: request.headers() });

/** What a proxy that keeps the contract refuses of a self-test: the second arrival, and the hostile path. Nothing else is meant. */
export const isMeant = ({ method, path }, status) => method === "DELETE"
  && ((path === SELF_TEST && status === 409) || (path === HOSTILE && status === 403));
