#!/usr/bin/env bash
# Brings OpenStack's Keystone and pytest, at the versions of tests/keystone/requirements.txt, into a virtual
# environment below QUELL_TOOLS; then runs the given command with its programs: keystone.sh pytest tests/keystone
. "$(dirname "$0")/lib.sh"

wanted=tests/keystone/requirements.txt
version=$(sed -n 's/^keystone==\([0-9.]*\).*/\1/p' "$wanted")
with_python "Keystone $version" "keystone-$version" "$wanted" "$@"
