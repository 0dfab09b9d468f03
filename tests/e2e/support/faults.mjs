// Things that go wrong between the page and the other side, made on purpose.
// Each takes what Playwright's `page.route` takes as an address, and gives back how to end it.

async function fault(page, address, answer) {
  await page.route(address, answer);
  return () => page.unroute(address, answer);
}

/** As if the cable were pulled: no answer at all. */
export const networkDown = (page, address) => fault(page, address, (route) => route.abort("internetdisconnected"));

/** The connection is cut after the request went out. */
export const connectionReset = (page, address) => fault(page, address, (route) => route.abort("connectionreset"));

/** A portal's sign-in page where the API should be. */
export const loginPage = (page, address) => fault(page, address, (route) => route.fulfill({
  status: 200, contentType: "text/html; charset=utf-8",
  body: "<!doctype html><title>Sign in</title><form action=/login><input name=user></form>",
}));

/** Any answer: Playwright's `fulfill` options. */
export const answerWith = (page, address, answer) => fault(page, address, (route) => route.fulfill(answer));

/** A config.json with this text. */
export const config = (page, text) => answerWith(page, "**/config.json", {
  status: 200, contentType: "application/json", body: text,
});

/** The real answer, with its bytes or headers changed: `edit({ body, headers })` gives what to change. */
export const tamper = (page, address, edit) => fault(page, address, async (route) => {
  const response = await route.fetch();
  const real = { body: await response.body(), headers: response.headers() };
  await route.fulfill({ response, ...edit(real) });
});
