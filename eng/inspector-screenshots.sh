#!/usr/bin/env bash
# Makes docs/images/inspector*.png anew, with the system's Chromium: the test that photographs the inspector writes them there.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p docs/images
export ILLOW_REQUIRE_ALL=1 ILLOW_SCREENSHOTS=$PWD/docs/images
dotnet test --project tests/Illow.AspNetCore.Inspector.Tests --filter-class '*PhotographTests' "$@"
ls -l docs/images
