// The question before a kill on PROD, its reason given.

import { ask, threads } from "./support/steps.mjs";

export const name = "confirm";
export const context = { colorScheme: "light" };

export async function take(page, { sandbox }) {
  await threads(page, { sandbox });
  await page.getByLabel("Environment").selectOption("prod");
  await ask(page);
  await page.getByLabel(/^Reason or ticket/).fill("INC-2291: report queries hold the metadata lock");
}
