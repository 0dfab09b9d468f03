# Builds the sandbox and composes its command line in `sandbox`. Sourced, not run.
#
# The development profile, unless QUELL_PROFILE says another: it shares its compiled crates with the tests.
# The profile `sandbox` is for measuring: it takes minutes to build once, and one more after
# each change.

features=()
if [ "${ENGINES:-}" = real ]; then features=(--features mongodb); fi
profile=${QUELL_PROFILE:-dev}
cargo build --quiet --locked --profile "$profile" --package quell-sandbox "${features[@]}"
# Cargo's name for the folder of `dev`.
SANDBOX="$TARGET/${profile/#dev/debug}/quell-sandbox"

# sandbox_command PORT DIST
sandbox_command() {
  sandbox=("$SANDBOX" --port "$1" --dist "$2")
  local server
  for server in ${REDIS:-}; do sandbox+=(--redis "$server"); done
  local more
  read -ra more <<<"${SANDBOX_ARGS:-}"
  sandbox+=("${more[@]}")
}
