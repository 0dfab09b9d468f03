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
# To end this script is to end what it started, for a signal may come to it alone.
cloud=""
finish() {
  if [ -n "$cloud" ] && kill "$cloud" 2>/dev/null; then wait "$cloud" || true; fi
  node scripts/engines/stop.mjs
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
words=$(node scripts/engines/start.mjs)
[ -z "$words" ] || mapfile -t real <<<"$words"
# In the background: only while it waits does the shell hear a signal at once.
"${sandbox[@]}" "${real[@]}" &
cloud=$!
wait "$cloud"
