#!/usr/bin/env bash
# Packs what a generated solution needs, installs the template into its own hive, generates a solution in each style, runs its test, and
# runs the application as F5 does: with its launch settings and without a key.
# Usage: eng/run-template.sh [options of dotnet pack, such as --no-build --configuration Debug]
set -euo pipefail
cd "$(dirname "$0")/.."
source eng/process.sh

work=$(mktemp -d)
version=0.0.0-template.$(date +%s)
packages=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/.*: //')
trap 'finish; rm -rf "$work" "$packages"/illow.*/"$version"' EXIT

for project in Illow.Webhooks Illow.AspNetCore Illow.AspNetCore.Testing Illow.AspNetCore.Inspector Illow.Webhooks.Templates; do
  dotnet pack "src/$project" --output "$work/feed" --nologo --verbosity quiet -p:PackageVersion="$version" "$@"
done

# Beside the sources that are configured for the user
cat >"$work/nuget.config" <<XML
<configuration><packageSources><add key="template" value="$work/feed" /></packageSources></configuration>
XML

new() { dotnet new "$@" --debug:custom-hive "$work/hive"; }
new install "$work/feed/Illow.Webhooks.Templates.$version.nupkg"

# sample QUERY: what the inspector of the running application reports of a sample event
sample() { curl --silent --show-error --noproxy '*' --request POST --header 'X-Illow-Inspector: 1' "$url/illow/api/samples?registration=default&$1"; }

# try NAME EVENT OPTION…: warnings are errors, as in many a newcomer's build
try() {
  local port url
  new illow-webhooks --name "$1" --output "$work/$1" --event "$2" "${@:3}"
  (cd "$work/$1" && dotnet test -p:TreatWarningsAsErrors=true)
  [[ -f $work/$1/.gitignore && -f $work/$1/src/$1/$1.http ]] || fail "the template of $1 lacks .gitignore or .http file"

  # As F5 does: in Development by its launch settings, without a key
  port=$(free_port)
  url=http://127.0.0.1:$port
  start dotnet run --no-build --project "$work/$1/src/$1" -- --urls "$url"
  # Which it writes after "Application started"
  wait_for 'Hosting environment: Development'
  [[ $(curl --silent --noproxy '*' --output /dev/null --write-out '%{http_code}' "$url/illow/") == 200 ]] || fail "$1 shows no inspector"
  [[ $(sample "event=$2&url=/webhooks/illow") == *'"status":200'*'"outcome":"handled"'* ]] || fail "$1 does not handle a signed sample"
  [[ $(sample "event=$2&url=/webhooks/illow&kind=forged") == *'"status":401'* ]] || fail "$1 does not refuse a forged sample"
  finish
  output=$(mktemp)
  application=
}

try Receiver dsr.created
try Other.Receiver consent.updated --style minimal
