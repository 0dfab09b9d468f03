// What several pictures have in common: a token, a node, and something typed.

export async function signIn(page, { ready }) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("IAM token").fill(ready.token);
  await page.getByRole("button", { name: "Use this token" }).click();
  await page.getByText("Token set").waitFor();
}

/** Chooses a node by its name, and gives what the sandbox says of it. */
export async function choose(page, { ready }, name) {
  await page.locator("#known").selectOption({ label: name });
  return ready.nodes.find((node) => node.name === name);
}

/** A TaurusDB kill of three threads, of which one is not there and one is the server's own. */
export async function threads(page, { sandbox }) {
  await signIn(page, sandbox);
  const { sample_ids: [first, second] } = await choose(page, sandbox, "orders-db / primary");
  await page.getByLabel("Thread ids").fill(`${first}, ${second}\n2075425\n5`);
}

export async function ask(page) {
  await page.locator("form.form .btn.kill").click();
  await page.locator("dialog.confirm").waitFor();
}

/** The threads of the node that an incident is about: filtered, and three of them ticked. */
export async function sessions(page, { sandbox }) {
  await signIn(page, sandbox);
  await choose(page, sandbox, "orders-db / primary");
  await page.locator(".grid .row.cursor").waitFor();
  await page.locator("#filter").fill("!user:monitor time>5");
  for (const row of [2, 3, 4]) await page.locator(`[aria-rowindex="${row}"] .tick`).click();
  await page.locator(".tray").waitFor();
}

/** Nothing has the focus, so that no ring is in the picture. */
export const rest = (page) => page.evaluate(() => document.activeElement.blur());
