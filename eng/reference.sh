#!/usr/bin/env bash
# Writes docs/reference, one page a package, from the assemblies and their XML docs. The tests fail while it is out of date.
set -euo pipefail
cd "$(dirname "$0")/.."

ILLOW_WRITE_REFERENCE=1 dotnet test --project tests/Illow.AspNetCore.Docs.Tests --filter-class '*.ReferenceTests'
git status --short docs/reference
