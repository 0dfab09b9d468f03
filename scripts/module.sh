#!/usr/bin/env bash
# Builds the core as an npm package for other pages and for Node, into dist/module.
. "$(dirname "$0")/lib.sh"

raw=.cache/module
small_page

say "Building the module"
rm -rf "$raw"
mkdir -p "$raw"
touch .cache/module-began
cargo build --profile module --locked --target "$WASM" --package quell-js
wasm-bindgen --target web --out-name glue --out-dir "$raw" "$TARGET/$WASM/module/quell_js.wasm"

say "Finishing it"
node scripts/dist/module.mjs "$raw" dist/module

# A source that changed during the build is newer than what was built from it.
touch -r .cache/module-began dist/module/package.json
