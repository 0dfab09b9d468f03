#!/usr/bin/env bash
# Builds the folder that the bench runner opens as PRODUCT: the shipped console, and with ?bench its table alone.
. "$(dirname "$0")/../../scripts/lib.sh"

out=bench/out/page
say "Building the table's bench page"
small_page
cargo build --release --locked --target "$WASM" -p quell-bench-page
node bench/page/assemble.mjs "target/$WASM/release/quell-bench-page.wasm" dist "$out"
say "$out is the folder for PRODUCT"
