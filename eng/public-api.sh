#!/usr/bin/env bash
# Writes what a project's public API is now into its PublicAPI.Unshipped.txt, for review in the diff.
# Usage: eng/public-api.sh src/Illow.AspNetCore
set -euo pipefail

project=$1
unshipped=$project/PublicAPI.Unshipped.txt
echo '#nullable enable' >"$unshipped"
dotnet build "$project" --no-incremental -p:TreatWarningsAsErrors=false -p:CodeAnalysisTreatWarningsAsErrors=false 2>&1 |
  grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" | LC_ALL=C sort -u >>"$unshipped" || true
wc -l "$unshipped"
