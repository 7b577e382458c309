#!/usr/bin/env bash
# The long form of the fault tests: 1,000 storms on each store, and 20,000 events with 50 kills over PostgreSQL.
# Needs redis-server and PostgreSQL on this machine. Usage: eng/faults.sh [storms|kills]
set -euo pipefail
cd "$(dirname "$0")/.."

export ILLOW_REQUIRE_ALL=1
dotnet build -c Release tests/Illow.AspNetCore.Faults.Tests
run() { dotnet test -c Release --no-build --project tests/Illow.AspNetCore.Faults.Tests --filter-class "$1"; }

case "${1:-all}" in
  storms | all) ILLOW_STORM_ROUNDS=1000 run '*.StormTests' ;;&
  kills | all) ILLOW_FAULT_EVENTS=20000 ILLOW_FAULT_KILLS=50 run '*.ExactlyOnceTests' ;;
esac
