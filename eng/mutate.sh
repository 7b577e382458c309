#!/usr/bin/env bash
# Plants small faults in the protocol and the idempotency code, one at a time, and counts those that the area's fast tests notice.
# Usage: eng/mutate.sh [AREA…]   AREA: a folder of src, such as Illow.Webhooks/Keys (by default all that are listed here)
# Ends with 1 where an area is below 90 %. Five to thirty minutes for each area; the reports are in StrykerOutput.
#
# Nothing is left out by kind, by method or by file; docs/mutation.md says what the score then counts that no test can notice.
set -euo pipefail
cd "$(dirname "$0")/.."

areas=("$@")
[[ ${#areas[@]} -gt 0 ]] || areas=(Illow.Webhooks/Keys Illow.Webhooks/Signatures Illow.Webhooks/Messages Illow.AspNetCore/Idempotency)
dotnet tool restore >/dev/null
failed=0
for area in "${areas[@]}"; do
  project=${area%%/*} folder=${area#*/}
  # The environment reaches the build as properties: the area's tests alone, and no analyzers over mutated code
  (
    cd "tests/$project.Tests"
    ILLOW_MUTATE=$folder RunAnalyzers=false dotnet stryker --config-file ../../eng/stryker.json --project "$project.csproj" --skip-version-check \
      --mutate "**/$folder/**/*.cs" --mutate '!**/obj/**' --output "../../StrykerOutput/${area//\//-}"
  ) || failed=1
done
exit "$failed"
