#!/usr/bin/env bash
# Brings the module with which the distribution's nginx serves .br files; the package has no program of its own.
. "$(dirname "$0")/lib.sh"

[ -e /usr/share/nginx/modules-available/mod-http-brotli-static.conf ] \
  || scripts/debian.sh brotli-of-nginx=libnginx-mod-http-brotli-static
