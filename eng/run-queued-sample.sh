#!/usr/bin/env bash
# Runs samples/QueuedSample as a newcomer does, until it says that nothing was lost.
# Usage: eng/run-queued-sample.sh [options of dotnet run, such as --no-build]
set -euo pipefail
cd "$(dirname "$0")/.."
source eng/process.sh

start dotnet run --project samples/QueuedSample "$@"
wait_for '^Three of three events were handled'

[[ $(grep -c ' 202 Accepted after ' "$output") -eq 3 ]] || fail "not every event was answered 202"
[[ $(grep -c 'opening case' "$output") -ge 2 ]] || fail "the killed handler did not run again"
cat "$output"
