#!/usr/bin/env bash
# Names every missing prerequisite, each with the command that brings it, before anything is built.
. "$(dirname "$0")/lib.sh"

missing=()

have rustup && have cargo || missing+=(
  "Rust by rustup:       curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh")
have cc || missing+=(
  "a C compiler (cc):    sudo apt-get install build-essential")
have curl || missing+=(
  "curl:                 sudo apt-get install curl")
have npm || missing+=(
  "npm:                  it comes with Node.js 20 or newer")

if ! have node; then
  missing+=("Node.js 20 or newer:  https://nodejs.org/en/download, or: sudo apt-get install nodejs npm")
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  missing+=("Node.js 20 or newer:  found $(node --version), see https://nodejs.org/en/download")
fi

[ ${#missing[@]} -eq 0 ] || die "something this needs is missing:" "${missing[@]}"

need_rust=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
have_rust=$(rustc --version | cut -d ' ' -f 2)
if [ "$(printf '%s\n' "$need_rust" "$have_rust" | sort -V | head -n 1)" != "$need_rust" ]; then
  die "Rust $need_rust or newer is needed, found $have_rust:" "rustup update stable"
fi
