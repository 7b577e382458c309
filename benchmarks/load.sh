#!/usr/bin/env bash
# End to end over Kestrel and loopback: server on core 0, wrk on core 1, rivals in turns, medians of paired ratios.
# Needs wrk and taskset, and for the pair "redis" a Redis at LOAD_REDIS_PORT (6379). Usage: benchmarks/load.sh [NAME...]   (goals by default; `benchmarks/load.sh list` names them all)
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=benchmarks/pairs.sh
. benchmarks/pairs.sh

path=/webhooks/illow
measure() {
  case $1 in
    floor) pair "minimal / floor" 0.97 minimal "" $path floor "" $path one ;;
    memory) pair "minimal, memory store / floor" 0.92 minimal-memory "" $path floor "" $path unique ;;
    mvc) pair "MVC / MVC with [FromBody], filter" 1.40 mvc "" $path mvc-filter "" $path one ;;
    naive) pair "minimal / naive" 3.5 minimal "" $path naive "" $path one ;;
    unsigned) pair "no signature / bare 401" 0.95 minimal "" $path bare401 "" $path unsigned refused ;;
    malformed) pair "malformed signature / bare 401" 0.95 minimal "" $path bare401 "" $path malformed refused ;;
    forged) pair "refused by RSA / floor" 1.05 minimal "" $path floor "" $path forged refused ;;
    registrations) pair "10,000 registrations / 1" 0.97 minimal --registrations=10000 /tenants/load minimal --registrations=1 /tenants/load one ;;
    stored) pair "1,000,000 stored keys / 1,000" 0.95 minimal-memory --stored=1000000 $path minimal-memory --stored=1000 $path unique ;;
    bare) pair "floor / bare" - floor "" $path bare "" $path one ;;
    redis) pair "minimal, Redis / floor" - minimal-redis "" $path floor "" $path unique ;;
    sqlite) pair "minimal, SQLite / floor" - minimal-sqlite "" $path floor "" $path unique ;;
    registrations-10) pair "10 registrations / 1" - minimal --registrations=10 /tenants/load minimal --registrations=1 /tenants/load one ;;
    registrations-1000) pair "1,000 registrations / 1" - minimal --registrations=1000 /tenants/load minimal --registrations=1 /tenants/load one ;;
    body-4k | body-64k | body-1m) pair "minimal / floor, ${1#body-}" - minimal "" $path floor "" $path "${1#body-}" ;;
    *) echo "There is no measurement '$1'." >&2; return 2 ;;
  esac
}

goals=(floor memory mvc naive unsigned malformed forged registrations stored)
others=(bare redis sqlite registrations-10 registrations-1000 body-4k body-64k body-1m)
if [[ ${1:-} == list ]]; then printf '%s\n' "${goals[@]}" "${others[@]}"; exit; fi
if [[ $# -eq 0 ]]; then set -- "${goals[@]}"; fi
table
for name in "$@"; do measure "$name"; done
