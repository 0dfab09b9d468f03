// What every screen keeps to: axe-core finds nothing against WCAG 2.2 AA, and all fits on a narrow screen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TOP } from "./paths.mjs";

const AXE = readFileSync(join(TOP, "node_modules/axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Runs axe in the page as the debugger does, past the policy; the page's own policy stays on. */
export async function assertAccessible({ page }, state) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (values) => {
    const { violations, passes } = await window.axe.run(document, { runOnly: { type: "tag", values } });
    const said = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
    return { said, contrast: passes.some(({ id }) => id === "color-contrast") };
  }, RULES);
  assert.deepEqual(found, { said: [], contrast: true }, state);
}

/** Neither the page nor a dialog scrolls sideways, and no control is out of the screen or too low to hit. */
export async function assertFits({ page }, state) {
  const found = await page.evaluate(() => {
    const { documentElement: root } = document;
    const dialog = document.querySelector("dialog[open]");
    const wide = [root, dialog, dialog?.querySelector(".dialog-body")].filter((part) => part && part.scrollWidth > part.clientWidth);
    // A table scrolls in its own frame.
    const controls = [...(dialog ?? document).querySelectorAll("button, input, select, a, summary")]
      .filter((control) => !control.closest(".grid, .skip, .table-frame") && control.checkVisibility());
    const box = (control) => control.getBoundingClientRect();
    const name = (control) => `${control.tagName} ${control.id || control.textContent.trim().slice(0, 30)} ${JSON.stringify(box(control))}`;
    return {
      wide: wide.map((part) => `${part.tagName} ${part.className} ${part.scrollWidth} > ${part.clientWidth}`),
      outside: controls.filter((control) => box(control).left < 0 || box(control).right > innerWidth + 0.5).map(name),
      small: controls.filter((control) => !control.matches("input") && box(control).height > 0 && box(control).height < 24).map(name),
    };
  });
  assert.deepEqual(found, { wide: [], outside: [], small: [] }, state);
}
