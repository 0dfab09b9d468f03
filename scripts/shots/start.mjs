// The console as it opens.

export const name = "start";

export async function take(page) {
  await page.locator("#loading").waitFor({ state: "detached" });
}
