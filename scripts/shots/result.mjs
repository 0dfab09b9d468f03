// What the API said of each thread, and that nobody looked yet.

import { ask, threads } from "./support/steps.mjs";

export const name = "result";
export const context = { colorScheme: "light" };

export async function take(page, { sandbox }) {
  await threads(page, { sandbox });
  await ask(page);
  await page.locator("dialog.confirm .btn.kill").click();
  await page.locator(".result table").waitFor();
}
