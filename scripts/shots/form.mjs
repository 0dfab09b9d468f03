// The form of a TaurusDB kill with the exact request beside it.

import { rest, threads } from "./support/steps.mjs";

export const name = "form";
export const context = { colorScheme: "light" };

export async function take(page, { sandbox }) {
  await threads(page, { sandbox });
  await rest(page);
}
