#!/usr/bin/env bash
# Brings the wasm target, Trunk and wasm-bindgen at the versions Trunk.toml names. Looks on PATH first, then
# in QUELL_TOOLS, and compiles only what is in neither. What was chosen is linked in .cache/bin, which
# lib.sh puts first on PATH.
. "$(dirname "$0")/lib.sh"

tools="${QUELL_TOOLS:-$HOME/.cache/quell/tools}"
bin=.cache/bin
mkdir -p "$bin"

# The version that Trunk.toml asks for under a key.
wanted() { sed -n "s/^$1 = \"=\{0,1\}\(.*\)\"/\1/p" Trunk.toml; }

# The first program of that name and version, or nothing.
find_tool() {
  local name=$1 version=$2 path
  for path in $(type -ap "$name") "$tools/bin/$name"; do
    if [ -x "$path" ] && "$path" --version 2>/dev/null | grep -qwF "$version"; then
      echo "$path"
      return
    fi
  done
}

# bring CRATE VERSION PROGRAM…
bring() {
  local crate=$1 version=$2 program path
  shift 2
  for program in "$@"; do
    if [ -z "$(find_tool "$program" "$version")" ]; then
      say "$crate $version is not here yet: compiling it once into $tools (a few minutes)"
      cargo install --locked --root "$tools" "$crate@$version"
      break
    fi
  done
  for program in "$@"; do
    path=$(find_tool "$program" "$version")
    [ -n "$path" ] || die "$program $version is still missing after its installation"
    [ "$path" = "$TOP/$bin/$program" ] || ln -sf "$path" "$bin/$program"
  done
}

if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM" ]; then
  say "Adding the $WASM target"
  rustup target add "$WASM"
fi

if ! [ -f "$(std_source)/Cargo.toml" ]; then
  say "Adding the source of the standard library"
  rustup component add rust-src || say "It could not be had; the page is built without it, and is larger"
fi

bring trunk "$(wanted trunk-version)" trunk
bring wasm-bindgen-cli "$(wanted wasm_bindgen)" wasm-bindgen wasm-bindgen-test-runner
