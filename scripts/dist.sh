#!/usr/bin/env bash
# Builds the release console and finishes it into dist/.
. "$(dirname "$0")/lib.sh"

raw=.cache/trunk
export TRUNK_SKIP_VERSION_CHECK=true

small_page

# Crates first, so that Trunk, which has nothing else to fetch, can be held offline.
host=$(rustc -vV | sed -n 's/^host: //p')
cargo fetch --quiet --locked --target "$WASM" --target "$host"

say "Building the console"
rm -rf "$raw"
mkdir -p .cache
touch .cache/dist-began
trunk build --release --locked --offline --dist "$raw"

say "Finishing it"
node scripts/dist/finish.mjs "$raw" dist

# A source that changed during the build is newer than what was built from it.
touch -r .cache/dist-began dist/index.html
