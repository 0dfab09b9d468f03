#!/usr/bin/env bash
# Brings OpenStack's Keystone and pytest, at the versions of tests/keystone/requirements.txt, into a virtual
# environment below QUELL_TOOLS; then runs the given command with its programs: keystone.sh pytest tests/keystone
. "$(dirname "$0")/lib.sh"

wanted=tests/keystone/requirements.txt
version=$(sed -n 's/^keystone==\([0-9.]*\).*/\1/p' "$wanted")
room="${QUELL_TOOLS:-$HOME/.cache/quell/tools}/keystone-$version"
# A copy of what was installed is written last: it is there only when everything is.
done_file="$room/installed.txt"

if ! cmp -s "$wanted" "$done_file" || ! [ -x "$room/bin/python" ]; then
  scripts/debian.sh python3=python3
  # The package has no program of its own, so it is asked for whenever a module of it is missing.
  python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/debian.sh python3-venv=python3-venv
  say "Keystone $version is not here yet: installing it once into $room"
  rm -rf "$room"
  mkdir -p "$(dirname "$room")"
  python3 -m venv "$room"
  "$room/bin/pip" --quiet --disable-pip-version-check --no-input install --require-hashes --requirement "$wanted"
  cp "$wanted" "$done_file"
fi

[ $# -gt 0 ] || exit 0
# Nothing is written beside the tests.
export PYTHONDONTWRITEBYTECODE=1
export PATH="$room/bin:$PATH"
exec "$@"
