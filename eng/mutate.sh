#!/usr/bin/env bash
# Plants small faults in the protocol and the idempotency code, one at a time, and counts those that the area's fast tests notice.
# Usage: eng/mutate.sh [AREA…]   AREA: Protocol/Keys, Protocol/Signatures, Protocol/Envelopes, Idempotency (all of them by default)
# Ends with 1 where an area is below 90 %. Some five minutes for each area; the reports are in StrykerOutput.
#
# Every mutant is counted: nothing is left out by kind, by method or by file. What the score then holds that no test can notice is listed
# in docs/mutation.md. The runner finds out by itself which tests reach a mutant, and now and then misses one, so that a fault stands as
# survived that the whole area notices: the score errs on the low side.
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
