// The same in the dark, with all that is known of one of them.

import { rest, sessions } from "./support/steps.mjs";

export const name = "sessions-dark";
export const path = "/";
export const context = { colorScheme: "dark", viewport: { width: 1360, height: 900 } };

export async function take(page, { sandbox }) {
  await sessions(page, { sandbox });
  await page.locator('[aria-rowindex="3"] .col-info').click();
  await page.locator(".drawer").waitFor();
  await rest(page);
}
