// What was tried, how often, and what of it reached the cloud: one table at the end.

const rows = [];

/** Notes a row: `reached` arrived there, of which `may` were allowed to. */
export function note(what, tried, reached, may = 0) {
  rows.push([what, tried, reached, may, reached - may]);
}

export function table() {
  const all = [["tried", "how many", "reached the cloud", "of these allowed", "must not have"], ...rows].map((row) => row.map(String));
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[0]))).join("  ");
  return [line(all[0]), widths.map((width) => "─".repeat(width)).join("  "), ...all.slice(1).map(line)].join("\n");
}

export const trespassers = () => rows.reduce((sum, row) => sum + row[4], 0);
