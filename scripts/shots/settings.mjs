// The settings, with a route that has tested itself.

export const name = "settings";
export const path = "/#/?view=settings";

export async function take(page) {
  await page.locator(".route button").first().click();
  await page.locator(".check.passed").nth(5).waitFor();
  // The bar with the target keeps its place over a picture of all that is scrolled.
  await page.setViewportSize({ width: 1280, height: 1200 });
}
