#!/usr/bin/env bash
# Packs what a generated solution needs, installs the template into a hive of its own, generates a solution in each style, and runs its test.
# Usage: eng/run-template.sh [options of dotnet pack, such as --no-build --configuration Debug]
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
version=0.0.0-template.$(date +%s)
packages=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/.*: //')
trap 'rm -rf "$work" "$packages"/illow.*/"$version"' EXIT

for project in Illow.Webhooks Illow.AspNetCore Illow.AspNetCore.Testing Illow.Webhooks.Templates; do
  dotnet pack "src/$project" --output "$work/feed" --nologo --verbosity quiet -p:PackageVersion="$version" "$@"
done

# Beside the sources that are configured for the user
cat >"$work/nuget.config" <<XML
<configuration><packageSources><add key="template" value="$work/feed" /></packageSources></configuration>
XML

new() { dotnet new "$@" --debug:custom-hive "$work/hive"; }
new install "$work/feed/Illow.Webhooks.Templates.$version.nupkg"

# try NAME OPTION…: warnings are errors, as in many a newcomer's build
try() {
  new illow-webhooks --name "$1" --output "$work/$1" "${@:2}"
  (cd "$work/$1" && dotnet test -p:TreatWarningsAsErrors=true)
}

try Receiver
try Other.Receiver --style minimal --event consent.updated
