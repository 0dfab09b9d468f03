#!/usr/bin/env bash
# Builds the sandbox as it is run, and measures it: bench/sandbox/run.sh [SERVICE…]
. "$(dirname "$0")/../../scripts/lib.sh"

say "Building the local cloud"
QUELL_PROFILE=sandbox
. scripts/sandbox.sh
exec node bench/sandbox/main.mjs "$SANDBOX" "$@"
