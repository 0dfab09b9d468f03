#!/usr/bin/env bash
# Names every missing prerequisite, each with the command that brings it, before anything is built.
. "$(dirname "$0")/lib.sh"

missing=()

# newer WANTED FOUND: whether what was found is at least what is wanted.
newer() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

have rustup && have cargo || missing+=(
  "Rust by rustup:       curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh")
have cc || missing+=(
  "a C compiler (cc):    sudo apt-get install build-essential")

# Debian 12's own package is older.
bring_node="curl -fsSL https://deb.nodesource.com/setup_20.x | sudo bash - && sudo apt-get install nodejs"
if ! have node; then
  missing+=("Node.js 20.14 or newer: $bring_node")
elif ! newer "20.14" "$(node -p process.versions.node)"; then
  missing+=("Node.js 20.14 or newer: (found $(node --version)) $bring_node")
elif ! have npm; then
  missing+=("npm:                  sudo apt-get install npm")
fi

[ ${#missing[@]} -eq 0 ] || die "something this needs is missing:" "${missing[@]}"

need_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
have_rust=$(rustc --version | cut -d ' ' -f 2)
if ! newer "$need_rust" "$have_rust"; then
  die "Rust $need_rust or newer is needed, found $have_rust:" "rustup update stable"
fi
