// The sessions of a node on a telephone.

import { rest, sessions } from "./support/steps.mjs";

export const name = "sessions-narrow";
export const path = "/";
export const context = { colorScheme: "light", viewport: { width: 390, height: 844 } };

export async function take(page, { sandbox }) {
  await sessions(page, { sandbox });
  await rest(page);
}
