#!/usr/bin/env bash
# The local cloud and `trunk serve` in front of it, ended together.
. "$(dirname "$0")/lib.sh"

port=${PORT:-8640}
page_port=${DEV_PORT:-8650}
node scripts/port-free.mjs PORT "$port" dev
node scripts/port-free.mjs DEV_PORT "$page_port" dev

say "Building the local cloud"
. scripts/sandbox.sh
mkdir -p .cache/dev
sandbox_command "$port" .cache/dev

# Trunk reads the address of the cloud from its configuration only, and resolves paths beside that file.
config=.trunk-dev.toml
sed "s/127\.0\.0\.1:8640/127.0.0.1:$port/g" Trunk.toml >"$config"

jobs_of_ours=()
end() {
  trap - EXIT INT TERM
  kill "${jobs_of_ours[@]}" 2>/dev/null || true
  wait "${jobs_of_ours[@]}" 2>/dev/null || true
  rm -f "$config"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"${sandbox[@]}" &
jobs_of_ours+=($!)
# A folder of its own, so that the finished dist/ stays what it is.
TRUNK_SKIP_VERSION_CHECK=true trunk --config "$config" serve --offline --dist .cache/dev --port "$page_port" &
jobs_of_ours+=($!)
wait -n "${jobs_of_ours[@]}"
