# Sourced by the scripts that run an application of this repository: starts one, and ends it whatever happens.
# shellcheck shell=bash

output=$(mktemp)
application=

# What start ran was given its own process group, so that everything it starts in turn ends with it
finish() {
  if [[ -n $application ]]; then
    kill -- -"$application" 2>/dev/null || true
    wait "$application" 2>/dev/null || true
  fi
  rm -f "$output"
}
trap finish EXIT

# free_port: a port that nothing listens on
free_port() {
  local candidate
  for candidate in $(shuf -i 20000-29999 -n 20); do
    (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; return; }
  done
  return 1
}

fail() {
  echo "$(basename "$0"): $1" >&2
  cat "$output" >&2
  exit 1
}

# start COMMAND…: in the background, what it writes in $output
start() {
  set -m
  "$@" >"$output" 2>&1 &
  application=$!
  set +m
}

# wait_for PATTERN: until the application has written it
wait_for() {
  for _ in $(seq 1200); do
    grep -q -- "$1" "$output" && return
    kill -0 "$application" 2>/dev/null || fail "it ended early"
    sleep 0.1
  done
  fail "it did not write '$1'"
}
