// Chromium of the distribution, with a profile that is new each time.

import { chromium } from "playwright-core";
import { CHROMIUM } from "./paths.mjs";

export const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function launchBrowser({ args = [], ...options } = {}) {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...QUIET, ...args], ...options });
}
