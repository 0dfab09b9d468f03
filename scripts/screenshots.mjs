// Takes every picture of scripts/shots/ against the local cloud: screenshots.mjs [NAME…]
//
// A shot is a module with `name`, optionally `path` (the form is the default) and `context` (Playwright's:
// viewport, colorScheme, …), and
// `take(page, { sandbox })`, which brings the page to the moment of the picture and may give back the
// element to cut out. It is saved as docs/screenshots/NAME.png.

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../tests/e2e/support/browser.mjs";
import { openPage } from "../tests/e2e/support/page.mjs";
import { TOP } from "../tests/e2e/support/paths.mjs";
import { startSandbox } from "../tests/e2e/support/sandbox.mjs";

const FOLDER = join(TOP, "scripts/shots");
const PICTURES = join(TOP, "docs/screenshots");
const VIEW = { viewport: { width: 1280, height: 800 }, locale: "en", timezoneId: "UTC", reducedMotion: "reduce" };

const wanted = process.argv.slice(2);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".mjs")).sort();
const shots = await Promise.all(files.map((file) => import(join(FOLDER, file))));

mkdirSync(PICTURES, { recursive: true });
const [sandbox, browser] = await Promise.all([startSandbox(), launchBrowser()]);
try {
  for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const visit = await openPage(browser, null, { context: { ...VIEW, ...shot.context } });
    await visit.page.goto(sandbox.url + (shot.path ?? "/#/?view=hand"));
    const part = await shot.take(visit.page, { sandbox });
    const path = join(PICTURES, `${shot.name}.png`);
    await (part ?? visit.page).screenshot({ path, animations: "disabled" });
    visit.assertClean();
    await visit.close();
    console.log(path.slice(TOP.length + 1));
  }
} finally {
  await Promise.all([browser.close(), sandbox.stop()]);
}
