#!/usr/bin/env bash
# Brings kubernetes-validate with the schemas of Kubernetes, at the version of tests/proxy/requirements.txt, into a virtual
# environment below QUELL_TOOLS; then runs the given command: proxy-manifests.sh kubernetes-validate deploy/kubernetes/*.yaml
. "$(dirname "$0")/lib.sh"

wanted=tests/proxy/requirements.txt
version=$(sed -n 's/^kubernetes-validate==\([0-9.]*\).*/\1/p' "$wanted")
with_python "kubernetes-validate $version" "kubernetes-validate-$version" "$wanted" "$@"
