// The same form in Chinese.

import { rest, threads } from "./support/steps.mjs";

export const name = "zh";
export const context = { colorScheme: "light" };

export async function take(page, { sandbox }) {
  await threads(page, { sandbox });
  await page.getByLabel("Language").selectOption("zh-CN");
  await page.locator(":root:lang(zh-CN)").waitFor();
  await rest(page);
}
