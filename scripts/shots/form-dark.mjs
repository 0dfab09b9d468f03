// The form of a TaurusDB kill in the dark.

import { take } from "./form.mjs";

export const name = "form-dark";
export const context = { colorScheme: "dark" };
export { take };
