#!/usr/bin/env bash
# The console's table of 100,000 rows beside its peers, in one interleaved run: bench/tables.sh
# PERF is the folder of the runner and its peers; ROUNDS and PEERS choose how often and beside whom.
. "$(dirname "$0")/../scripts/lib.sh"

perf=${PERF:-../shared/perf}
[ -f "$perf/run-tables.mjs" ] || die "no bench runner in $perf" "PERF=/path/to/it make bench"
here=.cache/perf
if [ ! -f "$here/.built" ] || [ "$perf/build.mjs" -nt "$here/.built" ]; then
  say "Building the peers' pages"
  mkdir -p "$here"
  cp -r "$perf/." "$here/"
  # The runner's own instructions: one peer declares a newer Node than it needs.
  (cd "$here" && npm ci --ignore-scripts --force --no-audit --no-fund --silent \
    && node node_modules/esbuild/install.js && mkdir -p results && node build.mjs pages)
  touch "$here/.built"
fi

peers=${PEERS:-vanilla,ag,tanstack,tabulator,slick}
(cd "$here" && PRODUCT="$TOP/bench/out/page" \
  node run-tables.mjs --rounds "${ROUNDS:-5}" --peers "$peers,product" --out results/tables.json)
node bench/ratios.mjs "$here/results/tables.json"
