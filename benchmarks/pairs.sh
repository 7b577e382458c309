# Two rivals in turns, for the scripts beside: server on core 0, wrk on core 1, each warmed up before the first of its rounds, medians of the
# paired ratios. To be sourced, from the repository's folder.
# shellcheck shell=bash
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

# run PORT SCRIPT SECONDS PATH: requests a second, how many answers were no 2xx or 3xx or never came, and how many requests there were
run() {
  local out
  out=$(LOAD_SKIP=${skip:-0} taskset -c 1 wrk -t1 -c"$connections" -d"$3s" -s "$data/$2.lua" "http://127.0.0.1:$1$4")
  awk '/Requests\/sec/ { rate = $2 } /Non-2xx/ { bad += $NF } /Socket errors/ { bad += $4 + $6 + $8 } /requests in/ { count = $1 }
    END { print rate + 0, bad + 0, count + 0 }' <<<"$out"
}

median() { sort -g | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

thousands() { printf '%.0f' "$1" | sed -E ':again; s/^([0-9]+)([0-9]{3})/\1,\2/; t again'; }

# One row for each pair, as in docs/performance.md
table() {
  echo "| pair | requests a second, medians | ratio | goal | lowest and highest round |"
  echo "|---|---|---|---|---|"
}

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
    if [[ -z $refused && ($bad_a != 0 || $bad_b != 0) ]]; then echo "$name: $bad_a and $bad_b answers were no 2xx or never came." >&2; return 1; fi
    ratios+=("$(awk -v a="$a" -v b="$b" 'BEGIN { print a / b }')")
    rates_a+=("$a")
    rates_b+=("$b")
  done
  kill -9 "${servers[@]}" 2>/dev/null || true
  wait "${servers[@]}" 2>/dev/null || true
  servers=()
  printf '| %s | %s / %s | %.3f | %s | %.3f, %.3f |\n' "$name" \
    "$(thousands "$(printf '%s\n' "${rates_a[@]}" | median)")" "$(thousands "$(printf '%s\n' "${rates_b[@]}" | median)")" \
    "$(printf '%s\n' "${ratios[@]}" | median)" "$goal" \
    "$(printf '%s\n' "${ratios[@]}" | sort -g | sed -n 1p)" "$(printf '%s\n' "${ratios[@]}" | sort -g | tail -1)"
}
