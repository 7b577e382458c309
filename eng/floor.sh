#!/usr/bin/env bash
# Runs the tests of the Entity Framework Core store at the oldest Entity Framework Core that it promises to work with, in a copy of the
# tree's own output folders. `dotnet test` runs them at the newest. Further arguments go to the test program.
set -euo pipefail
cd "$(dirname "$0")/.."

output=$PWD/artifacts/floor
# MSBuild takes the connection string for a property as well: any text compiles the suites for SQL Server
# Of what SqlClient asks for, not every version is in every feed
oldest=(-p:WarningsNotAsErrors=NU1603 -p:ILLOW_SQLSERVER=compiled -p:TestedEntityFrameworkVersion=10.0.0 -p:TestedNpgsqlVersion=10.0.0)
dotnet build tests/Illow.AspNetCore.EntityFrameworkCore.Tests --artifacts-path "$output" -v q --nologo "${oldest[@]}"
program=$(find "$output/bin/Illow.AspNetCore.EntityFrameworkCore.Tests" -name Illow.AspNetCore.EntityFrameworkCore.Tests.dll -print -quit)
grep -q '"Microsoft.EntityFrameworkCore.Relational/10.0.0"' "${program%.dll}.deps.json" || { echo "The tests were not built with 10.0.0." >&2; exit 1; }
dotnet exec "$program" "$@"
