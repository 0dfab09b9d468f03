// Prints how the console's table stands beside its peers: ratios.mjs RESULTS
//
// The figure is main-thread CPU in ms; of each round the ratio is taken, and of the ratios the median.

import { readFileSync } from "node:fs";

const { meta, runs } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const median = (values) => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : NaN;
};
// The goals of the plan, as a share of the page in plain JavaScript.
const GOALS = {
  loadBytes: 1, sort_seconds: 0.5, sort_user: 0.8, sort_client: 0.8, sort_query: 0.8,
  filter_first: 0.5, filter_rest: 0.5, rare_first: 0.5, rare_rest: 0.5, realKey_mean: 0.5,
  selectAll: 1, clearSelection: 1,
};

const rounds = [...new Set(runs.map(({ round }) => round))];
const of = (peer, round, name) => runs.find((run) => run.peer === peer && run.round === round)?.ops[name]?.task;
const peers = meta.PEERS.filter((peer) => peer !== "product" && peer !== "vanilla");
const names = Object.keys(runs.find(({ peer }) => peer === "product").ops).filter((name) => of("vanilla", rounds[0], name) > 0);
const wrong = runs.filter(({ peer, bad }) => peer === "product" && bad?.length);

const show = (value, width) => (Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 0) : "–").padStart(width);
console.log(`\n${meta.N.toLocaleString("en")} rows, ${rounds.length} rounds, main-thread CPU, medians\n`);
console.log("operation         console ms   × vanilla   goal       × best peer");
for (const name of names) {
  const ratio = (peer) => median(rounds.map((round) => of("product", round, name) / of(peer, round, name)));
  const best = peers.map((peer) => ({ peer, ratio: ratio(peer) })).sort((a, b) => b.ratio - a.ratio)[0];
  const vanilla = ratio("vanilla");
  const goal = GOALS[name];
  const verdict = goal === undefined ? "" : vanilla <= goal ? `≤ ${goal} met` : `≤ ${goal} MISSED`;
  console.log([
    name.padEnd(16), show(median(rounds.map((round) => of("product", round, name))), 11), show(vanilla, 11),
    `   ${verdict.padEnd(12)}`, best ? `${show(best.ratio, 8)} ${best.peer}` : "",
  ].join(" "));
}
const memory = (peer) => median(runs.filter((run) => run.peer === peer).map((run) => run.memB));
console.log(`\nmemory after the load, MB: console ${show(memory("product"), 0)}`
  + meta.PEERS.filter((peer) => peer !== "product").map((peer) => `, ${peer} ${show(memory(peer), 0)}`).join(""));
const blank = median(runs.filter(({ peer }) => peer === "product").map((run) => run.blank));
console.log(`blank frames while scrolling: ${blank}`);
if (wrong.length) console.log(`WRONG results in ${wrong.length} rounds: ${JSON.stringify(wrong[0].bad)}`);
