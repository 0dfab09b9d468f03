#!/usr/bin/env bash
# Plays RUNS simulated kill runs from the seed FROM on, on every core, and ends with `n runs, v violations, r runs/s`.
. "$(dirname "$0")/lib.sh"

exec cargo run --quiet --locked --profile bench --package quell-sim -- "$RUNS" "$FROM"
