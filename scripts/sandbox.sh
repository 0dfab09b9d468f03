# Builds the sandbox and composes its command line in `sandbox`. Sourced, not run.
#
# The development profile: it shares its compiled crates with the tests, and the loopback is not the limit.

features=()
if [ "${ENGINES:-}" = real ]; then features=(--features mongodb); fi
cargo build --quiet --locked --package quell-sandbox "${features[@]}"

# sandbox_command PORT DIST
sandbox_command() {
  sandbox=("$TARGET/debug/quell-sandbox" --port "$1" --dist "$2")
  local server
  for server in ${REDIS:-}; do sandbox+=(--redis "$server"); done
  local more
  read -ra more <<<"${SANDBOX_ARGS:-}"
  sandbox+=("${more[@]}")
}
