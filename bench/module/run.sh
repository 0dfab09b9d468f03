#!/usr/bin/env bash
# The module beside the vendor's JavaScript SDK and plain JavaScript: requests built and signed. bench/module/run.sh
# CALLS chooses how many.
. "$(dirname "$0")/../../scripts/lib.sh"

out=bench/out/module
mkdir -p "$out"
if ! cmp -s bench/module/package-lock.json "$out/installed.json"; then
  say "Bringing the vendor's SDK into $out"
  cp bench/module/package.json bench/module/package-lock.json "$out/"
  (cd "$out" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp bench/module/package-lock.json "$out/installed.json"
fi
node bench/module/main.mjs "$out" "${CALLS:-100000}" 10
