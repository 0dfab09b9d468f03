#!/usr/bin/env bash
# Brings the vendor's Python client and pytest, at the versions of tests/sdk/requirements.txt, into a virtual
# environment below QUELL_TOOLS; then runs the given command with its programs: sdk.sh pytest tests/sdk
. "$(dirname "$0")/lib.sh"

wanted=tests/sdk/requirements.txt
version=$(sed -n 's/^huaweicloudsdkcore==\([0-9.]*\).*/\1/p' "$wanted")
with_python "The vendor's client $version" "sdk-$version" "$wanted" "$@"
