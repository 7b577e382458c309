#!/usr/bin/env bash
# The stores outside of the process, and the queues, against hand-written endpoints of the same durability and against other libraries: in
# turns, unique signed deliveries, medians of paired ratios, one row of a table for each pair. Server on core 0, wrk on core 1; the database
# runs on both. Starts a PostgreSQL, a MariaDB and a Redis of its own, each with its writes on disk before they are answered.
# Needs wrk, taskset and those servers.
# Usage: benchmarks/stores.sh [--rounds N] [NAME...]   All pairs by default. `benchmarks/stores.sh list` names them; the first word of
# several names, such as postgres, stands for them all. LOAD_ROUNDS (9), LOAD_SECONDS (2), LOAD_WARM_UP, LOAD_UNIQUE and LOAD_DATA as for
# benchmarks/load.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

names=(postgres-leased postgres-transactional postgres-wolverine mariadb-leased mariadb-transactional redis-set redis-fastendpoints sqlite-leased
  wolverine-unclaimed wolverine-leased wolverine-transactional hangfire-unclaimed hangfire-leased hangfire-transactional)
if [[ ${1:-} == list ]]; then printf '%s\n' "${names[@]}"; exit; fi

chosen=()
while (($#)); do
  if [[ $1 == --rounds ]]; then
    export LOAD_ROUNDS=$2
    shift 2
    continue
  fi
  found=
  for name in "${names[@]}"; do
    if [[ $name == "$1" || $name == "$1"-* ]]; then chosen+=("$name") found=1; fi
  done
  [[ -n $found ]] || { echo "There is no pair '$1'; benchmarks/stores.sh list names them." >&2; exit 2; }
  shift
done
((${#chosen[@]})) || chosen=("${names[@]}")

# A single-core server needs some 25 seconds of load until the JIT has settled
export LOAD_WARM_UP=${LOAD_WARM_UP:-25} LOAD_UNIQUE=${LOAD_UNIQUE:-700000}
# shellcheck source=benchmarks/pairs.sh
. benchmarks/pairs.sh

stores=$(mktemp -d)
chmod 755 "$stores"
databases=()
end() {
  finish
  for database in "${databases[@]}"; do kill "$database" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$stores"
}
trap end EXIT

port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
as() { if [[ $(id -u) -eq 0 ]]; then setpriv --reuid "$1" --regid "$1" --clear-groups -- "${@:2}"; else "${@:2}"; fi; }
own() { if [[ $(id -u) -eq 0 ]]; then install -d -o "$1" "$2"; else mkdir -p "$2"; fi; }
answers() { for _ in $(seq 300); do if (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi; sleep 0.1; done; echo "No server at port $1." >&2; return 1; }

start_postgres() {
  [[ -z ${STORES_POSTGRES:-} ]] || return 0
  local bin port
  bin=$(dirname "$(command -v initdb 2>/dev/null || ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
  bin=$(dirname "$(readlink -f "$bin/initdb")")
  port=$(port)
  own postgres "$stores/postgres"
  as postgres "$bin/initdb" -D "$stores/postgres/data" -U postgres -A trust >/dev/null
  as postgres "$bin/postgres" -D "$stores/postgres/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
    >"$stores/postgres.log" 2>&1 &
  databases+=($!)
  answers "$port"
  export STORES_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres"
}

start_mariadb() {
  [[ -z ${STORES_MARIADB:-} ]] || return 0
  local port user=()
  port=$(port)
  own mysql "$stores/mariadb"
  [[ $(id -u) -ne 0 ]] || user=(--user=mysql)
  mariadb-install-db --no-defaults --datadir="$stores/mariadb/data" "${user[@]}" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve >/dev/null 2>&1
  PATH=$PATH:/usr/sbin mariadbd --no-defaults --datadir="$stores/mariadb/data" "${user[@]}" --port="$port" --bind-address=127.0.0.1 \
    --socket="$stores/mariadb/socket" --skip-name-resolve --innodb-flush-log-at-trx-commit=1 --max-connections=300 >"$stores/mariadb.log" 2>&1 &
  databases+=($!)
  answers "$port"
  export STORES_MARIADB="Server=127.0.0.1;Port=$port;User ID=root;SslMode=Disabled"
}

start_redis() {
  [[ -z ${STORES_REDIS:-} ]] || return 0
  STORES_REDIS=$(port)
  redis-server --port "$STORES_REDIS" --bind 127.0.0.1 --dir "$stores" --save '' --appendonly yes --appendfsync always >"$stores/redis.log" &
  databases+=($!)
  answers "$STORES_REDIS"
  export STORES_REDIS LOAD_REDIS_PORT=$STORES_REDIS
}

path=/webhooks/illow

# compare SERVER NAME GOAL OURS RIVAL [SCRIPT]
compare() {
  [[ $1 == none ]] || "start_$1"
  pair "$2" "$3" "$4" "" $path "$5" "" $path "${6:-unique}"
}

measure() {
  case $1 in
    postgres-leased) compare postgres "PostgreSQL leased / hand-written" 0.95 postgres-leased postgres-floor ;;
    postgres-transactional) compare postgres "PostgreSQL transactional / the same" 1.2 postgres-transactional postgres-floor ;;
    postgres-wolverine) compare postgres "PostgreSQL transactional / Wolverine's durable local queue" 1.0 postgres-transactional wolverine-floor ;;
    mariadb-leased) compare mariadb "MariaDB leased / hand-written" 0.9 mariadb-leased mariadb-floor ;;
    mariadb-transactional) compare mariadb "MariaDB transactional / the same" - mariadb-transactional mariadb-floor ;;
    redis-set) compare redis "Redis / hand-written \`SET NX\` + \`SET\`" 0.9 minimal-redis redis-floor ;;
    redis-fastendpoints) compare redis "Redis / idempotency of FastEndpoints" - minimal-redis redis-fastendpoints unique-key ;;
    sqlite-leased) compare none "SQLite leased / hand-written" - minimal-sqlite sqlite-floor ;;
    wolverine-unclaimed) compare postgres "queued, Wolverine, no claim / \`PublishAsync\`" 0.95 wolverine-unclaimed wolverine-floor ;;
    wolverine-leased) compare postgres "queued, Wolverine, leased claim / the same" 0.7 wolverine-leased wolverine-floor ;;
    wolverine-transactional) compare postgres "queued, Wolverine, transactional claim / the same" 0.7 wolverine-transactional wolverine-floor ;;
    hangfire-unclaimed) compare postgres "queued, Hangfire, no claim / \`Enqueue\`" 0.95 hangfire-unclaimed hangfire-floor ;;
    hangfire-leased) compare postgres "queued, Hangfire, leased claim / the same" 0.7 hangfire-leased hangfire-floor ;;
    hangfire-transactional) compare postgres "queued, Hangfire, transactional claim / the same" 0.7 hangfire-transactional hangfire-floor ;;
  esac
}

table
for name in "${chosen[@]}"; do measure "$name"; done
