#!/usr/bin/env bash
# The long form of the fault tests: 1,000 storms on each store; 20,000 events with 50 kills over PostgreSQL; and 5,000 events that run
# from a queue, each sent twice, with 40 kills of two instances, on Wolverine and on Hangfire.
# Needs redis-server and PostgreSQL on this machine. Usage: eng/faults.sh [storms|kills|queue]
set -euo pipefail
cd "$(dirname "$0")/.."

export ILLOW_REQUIRE_ALL=1
dotnet build -c Release tests/Illow.AspNetCore.Faults.Tests
run() { dotnet test -c Release --no-build --project tests/Illow.AspNetCore.Faults.Tests "$@"; }

case "${1:-all}" in
  storms | all) ILLOW_STORM_ROUNDS=1000 run --filter-class '*.StormTests' ;;&
  kills | all) ILLOW_FAULT_EVENTS=20000 ILLOW_FAULT_KILLS=50 run --filter-class '*.ExactlyOnceTests' ;;&
  queue | all) ILLOW_QUEUE_EVENTS=5000 ILLOW_QUEUE_KILLS=40 run --filter-method '*.Kills_AtRandomMomentsOfTwoInstances_*' ;;
esac
