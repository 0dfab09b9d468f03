#!/usr/bin/env bash
# Installs the distribution's packages that give the named programs, if one is missing: PROGRAM=PACKAGE…
. "$(dirname "$0")/lib.sh"

packages=()
for pair in "$@"; do
  have "${pair%%=*}" || packages+=("${pair#*=}")
done
[ ${#packages[@]} -gt 0 ] || exit 0

command="apt-get install --yes --no-install-recommends ${packages[*]}"
if ! have apt-get; then
  die "missing: ${packages[*]}" "Install them with this system's package manager."
fi

if [ "$(id -u)" -eq 0 ]; then
  as_root=(env)
elif have sudo && sudo -n true 2>/dev/null; then
  as_root=(sudo)
else
  die "missing: ${packages[*]}" "sudo $command"
fi

say "Installing ${packages[*]}"

# A package may start a service when it is installed. The tests run their own on ports of their own, so
# nothing is to start: Debian asks policy-rc.d, and 101 means no.
policy=/usr/sbin/policy-rc.d
if ! [ -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # The words of the command are its arguments.
"${as_root[@]}" $command || { "${as_root[@]}" apt-get update && "${as_root[@]}" $command; }
