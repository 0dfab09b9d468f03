// Repeats the closing lines of every test runner and adds them up: test-summary.mjs LOGS FAILED-PART
// Ends with `N passed, N failed` and fails if anything failed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const [folder, failedPart] = process.argv.slice(2);
const total = { passed: 0, failed: 0 };

/** The closing lines of cargo's and wasm-bindgen's runners, of node's, and of pytest's. */
const CLOSINGS = [
  { pattern: /^test result: .*?(\d+) passed; (\d+) failed/, counts: (m) => ({ passed: +m[1], failed: +m[2] }) },
  { pattern: /^(?:ℹ|#) pass (\d+)/, counts: (m) => ({ passed: +m[1], failed: 0 }) },
  { pattern: /^(?:ℹ|#) (?:fail|cancelled) (\d+)/, counts: (m) => ({ passed: 0, failed: +m[1] }) },
  { pattern: /^=.*?\b(\d+) passed/, counts: (m) => ({ passed: +m[1], failed: 0 }) },
  { pattern: /^=.*?\b(\d+) (?:failed|errors?)\b/, counts: (m) => ({ passed: 0, failed: +m[1] }) },
];

function closingLines(text) {
  const lines = [];
  for (const line of stripVTControlCharacters(text).split("\n")) {
    for (const { pattern, counts } of CLOSINGS) {
      const match = pattern.exec(line.trim());
      if (!match) continue;
      const { passed, failed } = counts(match);
      total.passed += passed;
      total.failed += failed;
      lines.push(line.trim());
    }
  }
  return lines;
}

console.log("── Summary");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".title")).sort()) {
  const title = readFileSync(join(folder, file), "utf8").trim();
  const log = join(folder, file.replace(".title", ".log"));
  const failed = title === failedPart;
  const before = total.failed;
  console.log(`${failed ? "✗" : "✓"} ${title}`);
  for (const line of existsSync(log) ? closingLines(readFileSync(log, "utf8")) : []) console.log(`    ${line}`);
  // A part that failed without a test's failure (formatting, a build) is one failure.
  if (failed && total.failed === before) total.failed += 1;
}
if (failedPart) console.log(`Stopped at: ${failedPart}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
