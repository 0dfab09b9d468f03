#!/usr/bin/env bash
# Renews the pictures in docs/screenshots.
. "$(dirname "$0")/lib.sh"

. scripts/sandbox.sh
exec node scripts/screenshots.mjs "$@"
