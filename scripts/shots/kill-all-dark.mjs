// The two scopes of a DCS kill-all, on PROD and in the dark.

import { choose, rest, signIn } from "./support/steps.mjs";

export const name = "kill-all-dark";
export const context = { colorScheme: "dark" };

export async function take(page, { sandbox }) {
  await signIn(page, sandbox);
  await choose(page, sandbox, "checkout-cache / node-1");
  await page.getByRole("link", { name: "Kill all clients" }).click();
  await page.getByLabel("Environment").selectOption("prod");
  await page.getByRole("radio", { name: /All nodes of the instance/ }).check();
  await rest(page);
}
