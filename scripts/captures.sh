#!/usr/bin/env bash
# Makes crates/core/tests/captures/ again: session lists as the clients of Redis, MariaDB and MongoDB print them.
#
# It starts its own engines on ports of its own, fills them with sessions whose names and statements are hostile to a
# reader, and ends them. Times, ids and addresses differ from run to run; the tests do not look at them.
# Needs redis-server, redis-tools, mariadb-server-core, mariadb-client, node and npm. `scripts/captures.sh [FOLDER]`
. "$(dirname "$0")/lib.sh"

out=${1:-$TOP/crates/core/tests/captures}
work=$(mktemp -d /tmp/quell-captures-XXXXXX)
tools=${QUELL_TOOLS:-$HOME/.cache/quell/tools}
redis_port=26391 replica_port=26392 maria_port=23391 mongo_port=27391
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
for program in redis-server redis-cli mariadbd mariadb-install-db mariadb mariadb-binlog node npm; do
  have "$program" || die "missing: $program" "apt-get install --yes redis-server mariadb-server-core mariadb-client nodejs npm"
done
mkdir -p "$out"

# keep PROGRAM… : in the background, ended at the end.
keep() { "$@" >>"$work/log" 2>&1 & pids+=($!); }

# until_true COMMAND…
until_true() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || die "does not come up: $*" "$(tail -3 "$work/log")"
    sleep 0.1
  done
}

redis_captures() {
  local cli="redis-cli -h 127.0.0.1 -p $redis_port"
  mkdir "$work/redis" "$work/replica"
  keep redis-server --port $redis_port --bind 127.0.0.1 ::1 --unixsocket "$work/redis/s.sock" --save "" --appendonly no --dir "$work/redis"
  until_true $cli ping
  keep redis-server --port $replica_port --bind 127.0.0.1 --replicaof 127.0.0.1 $redis_port --save "" --dir "$work/replica"
  $cli ACL SETUSER app_rw on nopass allkeys allcommands >/dev/null
  local app multi sub watch
  exec {app}<>/dev/tcp/127.0.0.1/$redis_port {multi}<>/dev/tcp/127.0.0.1/$redis_port
  exec {sub}<>/dev/tcp/::1/$redis_port {watch}<>/dev/tcp/127.0.0.1/$redis_port
  printf 'AUTH app_rw x\r\nCLIENT SETNAME "orders=1|\\"2\\",\\\\n<b>"\r\nSELECT 3\r\n' >&"$app"
  printf 'MULTI\r\nSET k v\r\n' >&"$multi"
  printf 'CLIENT SETNAME report\r\nSUBSCRIBE news\r\n' >&"$sub"
  printf 'MONITOR\r\n' >&"$watch"
  keep redis-cli -s "$work/redis/s.sock" BLPOP queue 0
  keep redis-cli -s "$work/redis/s.sock" BLPOP queue 0
  until_true sh -c "$cli CLIENT LIST TYPE replica | grep -q replconf"
  sleep 1
  # The socket's path is of this machine.
  local plain="s#$work/redis/#/var/run/redis/#g"
  $cli CLIENT LIST | sed "$plain" >"$out/redis-client-list.txt"
  printf 'MULTI\nCLIENT LIST\nEXEC\n' | $cli --no-raw | sed "$plain" >"$out/redis-client-list-quoted.txt"
  redis-cli -p $replica_port CLIENT LIST >"$out/redis-client-list-replica.txt"
  exec {app}>&- {multi}>&- {sub}>&- {watch}>&-
}

maria_captures() {
  local common=(--no-defaults "--user=$(id -un)" "--datadir=$work/maria" --innodb-log-file-size=16M)
  mariadb-install-db "${common[@]}" --auth-root-authentication-method=normal --skip-test-db >>"$work/log" 2>&1
  keep mariadbd "${common[@]}" --port=$maria_port --bind-address=127.0.0.1,::1 "--socket=$work/m.sock" "--pid-file=$work/m.pid" \
    --skip-name-resolve --event-scheduler=ON --log-bin --server-id=1 --character-set-server=utf8mb4
  local client=(mariadb --no-defaults -uroot --default-character-set=utf8mb4 --protocol=tcp --port=$maria_port)
  until_true "${client[@]}" -h127.0.0.1 -e 'SELECT 1'
  "${client[@]}" -h127.0.0.1 -e "
    CREATE DATABASE shop; CREATE USER '应用|app'; GRANT ALL ON shop.* TO '应用|app';
    CREATE USER report; GRANT ALL ON shop.* TO report; CREATE USER \`NULL\`;
    CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=1, MASTER_USER='nobody'; START SLAVE;"
  busy() { keep mariadb --no-defaults --default-character-set=utf8mb4 --comments --protocol=tcp --port=$maria_port -h "$1" -u "$2" "${@:4}" -e "$3"; }
  busy 127.0.0.1 '应用|app' $'SELECT SLEEP(600) /* 订单 | 🔥 */,\n\'| 999999 | root | fake |\',\n"+----+" AS `a|b`' shop
  busy 127.0.0.1 report $'SELECT\tSLEEP(600) -- tab\n  , \'\n*************************** 2. row ***************************\n     Id: 888888\n   User: root\' AS "q\\"uote"' shop
  busy ::1 report $'SELECT SLEEP(600) /* \u202eright to left\u202c, e\u0301 and \u200b nothing, <script>alert(1)</script> */'
  busy 127.0.0.1 NULL 'SELECT SLEEP(600), "NULL", "; ,", "\\\\n"'
  keep mariadb-binlog --no-defaults --read-from-remote-server --stop-never --protocol=tcp -h 127.0.0.1 -uroot --port=$maria_port \
    --result-file="$work/copy-" "$("${client[@]}" -h127.0.0.1 -Ne 'SHOW MASTER STATUS' | cut -f1)"
  local silent
  exec {silent}<>/dev/tcp/127.0.0.1/$maria_port
  until_true sh -c "mariadb --no-defaults -uroot --protocol=tcp --port=$maria_port -h127.0.0.1 -Ne \
    'SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE \"%SLEEP(600)%\" OR command LIKE \"Binlog%\"' | grep -q 6"
  local list='SHOW FULL PROCESSLIST' schema='SELECT * FROM information_schema.processlist ORDER BY id'
  client+=(-h127.0.0.1)
  "${client[@]}" --table -vv -e "$list" >"$out/mysql-boxed.txt"
  "${client[@]}" --table --default-character-set=binary -e "$list" >"$out/mysql-boxed-binary.txt"
  "${client[@]}" -vv -e "$list\\G" >"$out/mysql-vertical.txt"
  "${client[@]}" --batch -e "$list" >"$out/mysql-batch.txt"
  "${client[@]}" --batch --raw -e "$list" >"$out/mysql-batch-raw.txt"
  "${client[@]}" --table -e 'SELECT id, user, host, db, command, time, state, info FROM information_schema.processlist ORDER BY time DESC' >"$out/mysql-schema-boxed.txt"
  "${client[@]}" -e "$schema\\G" >"$out/mysql-schema-vertical.txt"
  exec {silent}>&-
}

mongo_captures() {
  local shell=$tools/mongosh-2.12.0 mongod
  mongod=$(scripts/engines/mongod.sh)
  if [ ! -d "$shell/node_modules" ]; then
    mkdir -p "$shell"
    npm install --prefix "$shell" --no-save --ignore-scripts --silent mongosh@2.12.0 || die "mongosh could not be fetched" "npm view mongosh"
  fi
  mkdir "$work/mongo"
  keep "$mongod" --port $mongo_port --dbpath "$work/mongo" --bind_ip 127.0.0.1,::1 --ipv6 --unixSocketPrefix "$work" --wiredTigerCacheSizeGB 0.25
  local address="mongodb://127.0.0.1:$mongo_port/shop?directConnection=true"
  cat >"$work/load.mjs" <<'JS'
import { createRequire } from "node:module";
const { MongoClient, UUID, Long } = createRequire(process.argv[2])("mongodb");
const shop = async (name) => (await new MongoClient(process.argv[3], { appName: name }).connect()).db("shop");
const first = await shop("loader");
await first.collection("orders").drop().catch(() => {});
await first.collection("orders").insertOne({ a: 1 });
await first.collection("订单'\"").insertOne({ a: 1 });
const sleep = "function() { sleep(600000); return true; }";
const hostile = "it's \"quoted\" `too`,\n{ opid: 999999, inprog: [ ] }\n| ] } 会话 🔥 \u202e<b>";
const run = (db, collection, more) => db.collection(collection).find({ $where: sleep }, { comment: { hostile, ...more } }).toArray().catch(() => {});
run(await shop("orders"), "orders", { name: /^it's {\/"[({]/i, at: new Date(0), ref: new UUID("0a6d7c7e-6cbb-4f0f-8b5d-1d3a9a0b7f11"), big: Long.MAX_VALUE });
run(await shop("报表"), "订单'\"", { deep: { a: { b: { c: { d: { e: { f: { g: [1, { h: 1 }] } } } } } } } });
const idle = await shop("idle");
await idle.command({ ping: 1 });
setInterval(() => {}, 1000);
JS
  until_true node "$shell/node_modules/.bin/mongosh" --quiet "$address" --eval 1
  keep node "$work/load.mjs" "$shell/package.json" "$address"
  local eval=(node "$shell/node_modules/.bin/mongosh" --quiet "$address" --eval)
  until_true sh -c "node $shell/node_modules/.bin/mongosh --quiet '$address' --eval 'db.currentOp({op:\"query\"}).inprog.length' | grep -q 2"
  # The name and the kernel of this machine.
  local plain="s#$(uname -n):$mongo_port#db-1:27017#g; s#$(uname -r)#6.1.0#g; s#$work#/tmp#g; s#${TOP}#/srv#g; s#${HOME}#/home#g"
  "${eval[@]}" 'db.currentOp({ "$all": true })' | sed "$plain" >"$out/mongosh-current-op.txt"
  "${eval[@]}" 'db.getSiblingDB("admin").aggregate([{ $currentOp: { allUsers: true, idleConnections: true } }]).toArray()' | sed "$plain" >"$out/mongosh-aggregate.txt"
  "${eval[@]}" 'EJSON.stringify(db.currentOp(), null, 2)' | sed "$plain" >"$out/mongo-ejson.json"
  "${eval[@]}" 'EJSON.stringify(db.currentOp({ "$all": true }), { relaxed: false })' | sed "$plain" >"$out/mongo-ejson-canonical.json"
  printf 'db.currentOp()\n' | node "$shell/node_modules/.bin/mongosh" --quiet "$address" | sed "$plain" >"$out/mongosh-prompt.txt"
}

for part in ${CAPTURES:-redis maria mongo}; do
  say "$part"
  "${part}_captures"
done
wc -c "$out"/*
