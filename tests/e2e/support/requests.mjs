// What really left the page, counted where the browser hands it to the network.

/** Counts requests from now on. A request that a route answers counts too: the page did send it. */
export function countRequests(page) {
  const sent = [];
  page.on("request", (request) => {
    sent.push({
      method: request.method(), url: request.url(), path: new URL(request.url()).pathname,
      headers: request.headers(), body: request.postData(),
    });
  });
  const fits = (what, pattern) => (typeof pattern === "string" ? what === pattern : pattern.test(what));
  return {
    all: sent,
    /** The requests of a method whose path fits: a text for exactly it, or a pattern. */
    matching: (method, path) => sent.filter((request) => request.method === method && fits(request.path, path)),
    count(method, path) {
      return this.matching(method, path).length;
    },
  };
}
