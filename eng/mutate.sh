#!/usr/bin/env bash
# Plants small faults in the protocol and the idempotency code, one at a time, and counts those that the area's fast tests notice.
# Usage: eng/mutate.sh [AREA…]   AREA: Protocol/Keys, Protocol/Envelopes, Protocol/Signatures, Idempotency (all of them by default)
# Fails below 90 %; the reports are in StrykerOutput. An hour or more on two cores.
set -euo pipefail
cd "$(dirname "$0")/../tests/Illow.AspNetCore.Tests"

areas=("$@")
[[ ${#areas[@]} -gt 0 ]] || areas=(Protocol/Keys Protocol/Envelopes Protocol/Signatures Idempotency)
dotnet tool restore >/dev/null
for area in "${areas[@]}"; do
  # The environment reaches the build as properties: the area's tests alone, and no analyzers over mutated code
  ILLOW_MUTATE=$area RunAnalyzers=false dotnet stryker --test-runner mtp --project Illow.AspNetCore.csproj \
    --mutate "**/$area/**/*.cs" --mutate "!**/obj/**" --break-at 90 --threshold-low 90 --threshold-high 95 \
    --reporter json --reporter markdown --reporter cleartext --skip-version-check --output "../../StrykerOutput/${area//\//-}"
done
