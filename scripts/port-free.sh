#!/usr/bin/env bash
# Stops with a clear word when a port is taken: port-free.sh VARIABLE PORT TARGET
. "$(dirname "$0")/lib.sh"

node -e '
  require("net").createServer()
    .once("error", () => process.exit(1))
    .listen({ port: Number(process.argv[1]), host: "127.0.0.1", exclusive: true }, () => process.exit(0));
' "$2" || die "port $2 on 127.0.0.1 is taken (or not a port)." "Choose another: make $3 $1=$(($2 + 10))"
