// The form on a telephone.

import { rest, threads } from "./support/steps.mjs";

export const name = "narrow";
export const context = { colorScheme: "light", viewport: { width: 390, height: 844 } };

export async function take(page, { sandbox }) {
  await threads(page, { sandbox });
  await rest(page);
}
