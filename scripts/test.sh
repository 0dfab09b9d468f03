#!/usr/bin/env bash
# Everything that must hold, in order, stopping at the first part that fails. Ends with the closing lines of
# every test runner and one line `N passed, N failed`.
. "$(dirname "$0")/lib.sh"

logs=.cache/test
rm -rf "$logs"
mkdir -p "$logs"
part=0
failed_part=""

# section TITLE COMMAND…
section() {
  local title=$1 log
  shift
  part=$((part + 1))
  log=$(printf '%s/%02d' "$logs" "$part")
  printf '%s\n' "$title" >"$log.title"
  printf '\n'
  say "── $title"
  if "$@" 2>&1 | tee "$log.log"; then return; fi
  failed_part=$title
  exit 1
}

summary() {
  local status=$?
  printf '\n'
  node scripts/test-summary.mjs "$logs" "$failed_part" || status=1
  exit "$status"
}
trap summary EXIT

# Behind tee, cargo would think that nobody is looking.
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then export CARGO_TERM_COLOR=always; fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
CHROMEDRIVER=$(command -v chromedriver)
export CHROMEDRIVER

section "Formatting" cargo fmt --all --check
# With every engine: the sandbox's MongoDB is behind a feature.
all=(--locked --workspace --features quell-sandbox/mongodb)
section "Lints, native" cargo clippy "${all[@]}" --all-targets -- -D warnings
section "Lints, wasm" cargo clippy --locked --package quell --target "$WASM" --all-targets -- -D warnings
section "Lints, wasm, the module" cargo clippy --locked --package quell-js --target "$WASM" -- -D warnings
section "Tests, native" cargo test "${all[@]}"
section "Tests, wasm in Chromium" cargo test --locked --package quell --target "$WASM" --test browser --test sessions_parts
section "The finished console" make --no-print-directory dist
section "The local cloud" cargo build --locked --package quell-sandbox --features mongodb
section "The module" make --no-print-directory module
section "The module in Node and Chromium" \
  node --test --test-reporter=spec --test-timeout=300000 --test-force-exit --test-concurrency=1 tests/module/
section "The vendor's own client" scripts/sdk.sh pytest tests/sdk
section "The vendor's own client on MongoDB" scripts/sdk.sh pytest tests/sdk/mongodb
section "A real Keystone beside the local cloud" scripts/keystone.sh pytest tests/keystone
# One file at a time: two that look for a free port at once may find the same one.
section "Real engines for make run" \
  node --test --test-reporter=spec --test-timeout=120000 --test-concurrency=1 tests/engines/
section "Manifests for Kubernetes" scripts/proxy-manifests.sh kubernetes-validate --strict deploy/kubernetes/*.yaml
section "The shipped nginx" \
  node --test --test-reporter=spec --test-timeout=300000 --test-force-exit --test-concurrency=1 tests/proxy/
# Through the shipped nginx, as on a portal. Two files at a time: each has a cloud, an nginx, a Chromium and ports of its own,
# and waits for them most of the time.
section "Flows in Chromium, through the shipped nginx" \
  node --test --test-reporter=spec --test-timeout=300000 --test-force-exit --test-concurrency=2 tests/e2e/
section "Kills at the local cloud itself, as make run serves it" env QUELL_FRONT=sandbox \
  node --test --test-reporter=spec --test-timeout=300000 --test-force-exit tests/e2e/kill.test.mjs
