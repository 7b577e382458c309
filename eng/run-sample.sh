#!/usr/bin/env bash
# Runs samples/MvcSample as a newcomer does, on a free port, until its three demo answers are right and its curl line is answered 200.
# Usage: eng/run-sample.sh [options of dotnet run, such as --no-build]
set -euo pipefail
cd "$(dirname "$0")/.."
source eng/process.sh

start dotnet run --project samples/MvcSample "$@" -- --urls "http://127.0.0.1:$(free_port)"
wait_for '^Listening for more'

grep -Eq 'signed dsr\.created +200 OK +opened case' "$output" || fail "no 200 for the signed dsr.created"
grep -Eq 'signed dsr\.updated +200 OK +case' "$output" || fail "no 200 for the signed dsr.updated"
grep -Eq 'tampered dsr\.created +401 Unauthorized +nothing' "$output" || fail "no 401 for the tampered copy"

line=$(grep '^curl ' "$output") || fail "no curl line"
answer=$(no_proxy='*' bash -c "$line --silent --show-error") || fail "its curl line does not run"
grep -q '^HTTP/1.1 200' <<<"$answer" || fail "its curl line was answered: $answer"

inspector=$(sed -n 's/^The inspector shows .*: //p' "$output")
[[ $inspector == http://*/illow ]] || fail "it does not print the inspector's URL"
page=$(curl --silent --show-error --noproxy '*' --location "${inspector%illow}") || fail "/ leads nowhere"
grep -q '<title>illow inspector</title>' <<<"$page" || fail "/ does not lead to the inspector"

grep -E '^  (delivery|signed|tampered)' "$output"
echo "The printed curl line was answered 200."
