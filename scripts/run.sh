#!/usr/bin/env bash
# Serves the finished console and the local cloud on one origin, until Ctrl-C.
. "$(dirname "$0")/lib.sh"

say "Building the local cloud"
. scripts/sandbox.sh
sandbox_command "${PORT:-8640}" dist
exec "${sandbox[@]}"
