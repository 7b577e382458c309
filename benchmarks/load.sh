#!/usr/bin/env bash
# End to end over Kestrel and loopback: server on core 0, wrk on core 1, rivals in turns, medians of paired ratios.
# Needs wrk and taskset, and for the pair "redis" a Redis at LOAD_REDIS_PORT (6379). Usage: benchmarks/load.sh [NAME...]   (goals by default; `benchmarks/load.sh list` names them all)
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${LOAD_ROUNDS:-9}
seconds=${LOAD_SECONDS:-2}
warm_up=${LOAD_WARM_UP:-8}
connections=${LOAD_CONNECTIONS:-32}
unique=${LOAD_UNIQUE:-900000} # enough for the warm-up and every round
data=${LOAD_DATA:-$(mktemp -d)}
host=benchmarks/LoadHost/bin/Release/net10.0/LoadHost.dll
servers=()

finish() {
  for server in "${servers[@]}"; do kill -9 "$server" 2>/dev/null || true; done
  [[ -n ${LOAD_DATA:-} ]] || rm -rf "$data"
}
trap finish EXIT

dotnet build -c Release benchmarks/LoadHost -v quiet --nologo
[[ -f $data/unique.tsv && $(wc -l <"$data/unique.tsv") -ge $unique ]] || dotnet "$host" prepare "$data" "$unique"

# serve PORT RIVAL [settings]: starts a rival and waits for its first answer
serve() {
  local port=$1 rival=$2
  shift 2
  local log=$data/$port.log
  DOTNET_gcServer=0 taskset -c 0 dotnet "$host" "$rival" "$data" "$port" "$@" >"$log" 2>&1 &
  servers+=($!)
  for _ in $(seq 600); do
    grep -q '^ready' "$log" && return
    sleep 0.1
  done
  cat "$log" >&2
  return 1
}

# run PORT SCRIPT SECONDS PATH: requests a second, and how many answers were no 2xx or 3xx
run() {
  local out
  out=$(LOAD_SKIP=${skip:-0} taskset -c 1 wrk -t1 -c"$connections" -d"$3s" -s "$data/$2.lua" "http://127.0.0.1:$1$4")
  awk '/Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF } /requests in/ { count = $1 } END { print rate + 0, bad + 0, count + 0 }' <<<"$out"
}

median() { sort -g | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# pair NAME GOAL RIVAL_A SETTINGS_A PATH_A RIVAL_B SETTINGS_B PATH_B SCRIPT [refused]
pair() {
  local name=$1 goal=$2 script=$9 refused=${10:-}
  local ratios=() a b bad_a bad_b count_a count_b
  local port_a=$((20000 + RANDOM % 5000)) port_b=$((26000 + RANDOM % 5000))
  skip=0
  # shellcheck disable=SC2086
  serve "$port_a" "$3" $4
  # shellcheck disable=SC2086
  serve "$port_b" "$6" $7
  read -r _ _ count_a <<<"$(run "$port_a" "$script" "$warm_up" "$5")"
  read -r _ _ count_b <<<"$(run "$port_b" "$script" "$warm_up" "$8")"
  local rates_a=() rates_b=()
  for round in $(seq "$rounds"); do
    if ((count_a == 0 || count_b == 0)); then echo "$name: wrk gave up; LOAD_UNIQUE=$unique deliveries may be too few." >&2; return 1; fi
    # Past what either has had, so that none is a repetition
    skip=$((skip + (count_a > count_b ? count_a : count_b) + 1000))
    if [[ $script == unique && $skip -gt $unique ]]; then echo "$name: LOAD_UNIQUE=$unique deliveries are too few." >&2; return 1; fi
    if ((round % 2)); then
      read -r a bad_a count_a <<<"$(run "$port_a" "$script" "$seconds" "$5")"
      read -r b bad_b count_b <<<"$(run "$port_b" "$script" "$seconds" "$8")"
    else
      read -r b bad_b count_b <<<"$(run "$port_b" "$script" "$seconds" "$8")"
      read -r a bad_a count_a <<<"$(run "$port_a" "$script" "$seconds" "$5")"
    fi
    if [[ -z $refused && ($bad_a != 0 || $bad_b != 0) ]]; then echo "$name: $bad_a and $bad_b answers were no 2xx" >&2; return 1; fi
    ratios+=("$(awk -v a="$a" -v b="$b" 'BEGIN { print a / b }')")
    rates_a+=("$a")
    rates_b+=("$b")
  done
  kill -9 "${servers[@]}" 2>/dev/null || true
  wait "${servers[@]}" 2>/dev/null || true
  servers=()
  printf '%-34s goal %-5s  median %.3f  (min %.3f, max %.3f)  %s/s against %s/s\n' "$name" "$goal" \
    "$(printf '%s\n' "${ratios[@]}" | median)" "$(printf '%s\n' "${ratios[@]}" | sort -g | head -1)" "$(printf '%s\n' "${ratios[@]}" | sort -g | tail -1)" \
    "$(printf '%s\n' "${rates_a[@]}" | median)" "$(printf '%s\n' "${rates_b[@]}" | median)"
}

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
for name in "$@"; do measure "$name"; done
