# Shared by the shell scripts beside it: where we are, and how to speak. Sourced, not run.
set -euo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$TOP"

# Tools chosen by scripts/tools.sh come first; rustup's own folder may be missing from a fresh shell's PATH.
export PATH="$TOP/.cache/bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
export CHROMIUM="${CHROMIUM:-/usr/bin/chromium}"
TARGET="${CARGO_TARGET_DIR:-$TOP/target}"
WASM=wasm32-unknown-unknown

# Trunk takes only "true" or "false" here and stops at the customary "1".
if [ -n "${NO_COLOR:-}" ]; then export NO_COLOR=true; fi

say() {
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '%s\n' "$*"; fi
}

# die WHAT-IS-WRONG WHAT-TO-DO…
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Where rustup's component rust-src has the standard library; a folder that is there only with it.
std_source() { printf '%s' "$(rustc --print sysroot)/lib/rustlib/src/rust/library"; }

# What a page for users is compiled with: the standard library is built along, for size, and a panic stops at once
# instead of writing its message. That is a tenth of the page. Cargo takes these settings only with RUSTC_BOOTSTRAP.
# Where that source could not be had, the page is built with the library of the toolchain, and is larger.
small_page() {
  local source
  source=$(std_source)
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$(wasm_flags)
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
  if [ ! -f "$source/Cargo.toml" ]; then
    say "Without rust-src the page is a tenth larger: rustup component add rust-src"
    return
  fi
  export RUSTC_BOOTSTRAP=1
  cargo fetch --quiet --locked --target "$WASM" --manifest-path "$source/Cargo.toml"
  export CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS+=" -Zunstable-options -Cpanic=immediate-abort"
}

# What the page's Rust is compiled with. Panic messages hold source paths: shortened, they are the same on every
# machine and take less room. The vector instructions are in every browser since 2023; searching rows uses them.
wasm_flags() {
  printf '%s' "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo --remap-path-prefix=$TOP=quell -Ctarget-feature=+simd128"
}

# with_python WHAT FOLDER WANTED PROGRAM… : brings the packages of the list WANTED into the virtual environment FOLDER
# below QUELL_TOOLS, once; then becomes the program, if one is given, with those of the environment first on PATH.
with_python() {
  local what=$1 room="${QUELL_TOOLS:-$HOME/.cache/quell/tools}/$2" wanted=$3
  shift 3
  # A copy of what was installed is written last: it is there only when everything is.
  local done_file="$room/installed.txt"
  if ! cmp -s "$wanted" "$done_file" || ! [ -x "$room/bin/python" ]; then
    scripts/debian.sh python3=python3
    # The package has no program of its own, so it is asked for whenever a module of it is missing.
    python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/debian.sh python3-venv=python3-venv
    say "$what is not here yet: installing it once into $room"
    rm -rf "$room"
    mkdir -p "$(dirname "$room")"
    python3 -m venv "$room"
    "$room/bin/pip" --quiet --disable-pip-version-check --no-input install --require-hashes --requirement "$wanted"
    cp "$wanted" "$done_file"
  fi
  [ $# -gt 0 ] || return 0
  # Nothing is written beside the tests.
  export PYTHONDONTWRITEBYTECODE=1
  export PATH="$room/bin:$PATH"
  exec "$@"
}
