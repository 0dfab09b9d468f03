// The sessions of a node, three of them ticked.

import { rest, sessions } from "./support/steps.mjs";

export const name = "sessions";
export const path = "/";
export const context = { colorScheme: "light", viewport: { width: 1360, height: 900 } };

export async function take(page, { sandbox }) {
  await sessions(page, { sandbox });
  await rest(page);
}
