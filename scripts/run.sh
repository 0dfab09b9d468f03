#!/usr/bin/env bash
# Serves the finished console and the local cloud on one origin, until Ctrl-C.
. "$(dirname "$0")/lib.sh"

say "Building the local cloud"
. scripts/sandbox.sh
sandbox_command "${PORT:-8640}" dist
case "${ENGINES:-}" in
  "") exec "${sandbox[@]}" ;;
  real) ;;
  *) die "ENGINES=$ENGINES is not known" "ENGINES=real puts the engines of this machine behind nodes; leave it out for the embedded ones." ;;
esac

say "Starting the engines of this machine"
real=()
trap 'node scripts/engines/stop.mjs' EXIT
words=$(node scripts/engines/start.mjs)
[ -z "$words" ] || mapfile -t real <<<"$words"
"${sandbox[@]}" "${real[@]}"
