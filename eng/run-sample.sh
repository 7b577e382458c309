#!/usr/bin/env bash
# Runs samples/MvcSample as a newcomer does, on a free port, until its three demo answers are right and its curl line is answered 200.
# Usage: eng/run-sample.sh [options of dotnet run, such as --no-build]
set -euo pipefail
cd "$(dirname "$0")/.."

port=$(for candidate in $(shuf -i 20000-29999 -n 20); do
  (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; break; }
done)
output=$(mktemp)
sample=

# A process group of its own, so that what dotnet run starts ends with it
finish() {
  if [[ -n $sample ]]; then
    kill -- -"$sample" 2>/dev/null || true
    wait "$sample" 2>/dev/null || true
  fi
  rm -f "$output"
}
trap finish EXIT

set -m
dotnet run --project samples/MvcSample "$@" -- --urls "http://127.0.0.1:$port" >"$output" 2>&1 &
sample=$!
set +m

fail() {
  echo "The sample: $1" >&2
  cat "$output" >&2
  exit 1
}

for _ in $(seq 120); do
  grep -q '^Listening for more' "$output" && break
  kill -0 "$sample" 2>/dev/null || fail "it ended early"
  sleep 1
done

grep -Eq 'signed dsr\.created +200 OK +opened case' "$output" || fail "no 200 for the signed dsr.created"
grep -Eq 'signed dsr\.updated +200 OK +case' "$output" || fail "no 200 for the signed dsr.updated"
grep -Eq 'tampered dsr\.created +401 Unauthorized +nothing' "$output" || fail "no 401 for the tampered copy"

line=$(grep '^curl ' "$output") || fail "no curl line"
answer=$(no_proxy='*' bash -c "$line --silent --show-error") || fail "its curl line does not run"
grep -q '^HTTP/1.1 200' <<<"$answer" || fail "its curl line was answered: $answer"

grep -E '^  (delivery|signed|tampered)' "$output"
echo "The printed curl line was answered 200."
