#!/usr/bin/env bash
# Plants small faults in the protocol and the idempotency code, one at a time, and counts those that the area's fast tests notice.
# Usage: eng/mutate.sh [AREA…]   AREA: a folder of src/Illow.AspNetCore (by default all that are listed here)
# Ends with 1 where an area is below 90 %. Some five minutes for each area; the reports are in StrykerOutput.
#
# Nothing is left out by kind, by method or by file; docs/mutation.md says what the score then counts that no test can notice.
set -euo pipefail
cd "$(dirname "$0")/../tests/Illow.AspNetCore.Tests"

areas=("$@")
[[ ${#areas[@]} -gt 0 ]] || areas=(Protocol/Keys Protocol/Signatures Protocol/Envelopes Idempotency)
dotnet tool restore >/dev/null
failed=0
for area in "${areas[@]}"; do
  # The environment reaches the build as properties: the area's tests alone, and no analyzers over mutated code
  ILLOW_MUTATE=$area RunAnalyzers=false dotnet stryker --config-file ../../eng/stryker.json --skip-version-check \
    --mutate "**/$area/**/*.cs" --mutate '!**/obj/**' --output "../../StrykerOutput/${area//\//-}" || failed=1
done
exit "$failed"
