#!/usr/bin/env bash
# Does what docs/tutorial.md says, word by word: its commands, its changed lines, its files; and compares what it shows with what comes.
# Fails if the first verified event takes more than 5 commands, 6 changed lines or 180 seconds.
# Usage: eng/tutorial.sh [FOLDER]   FOLDER: packages made before; else they are packed here
set -euo pipefail
cd "$(dirname "$0")/.."

page=$PWD/docs/tutorial.md first='The first verified event'
work=$(mktemp -d)
app=

# Its own process group, so that what dotnet run starts ends with it
stop_app() {
  if [[ -n $app ]]; then
    kill -- -"$app" 2>/dev/null || true
    wait "$app" 2>/dev/null || true
    app=
  fi
}
trap 'stop_app; rm -rf "$work"' EXIT

fail() {
  echo "The tutorial: $1" >&2
  if [[ -f $work/app.log ]]; then cat "$work/app.log" >&2; fi
  exit 1
}

feed=${1:-}
if [[ -z $feed ]]; then
  feed=$work/feed
  for package in Illow.Webhooks Illow.AspNetCore Illow.AspNetCore.Testing Illow.Webhooks.Tool; do
    dotnet pack "src/$package" --output "$feed" --verbosity quiet --nologo
  done
fi
feed=$(realpath "$feed")

# A machine that has the SDK and the user's package sources, and nothing else yet: no cached package, no tool
user_config=${DOTNET_CLI_HOME:-$HOME}/.nuget/NuGet/NuGet.Config
export DOTNET_CLI_HOME=$work/home NUGET_PACKAGES=$work/home/packages DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_ADD_GLOBAL_TOOLS_TO_PATH=false no_proxy='*' MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
export PATH=$work/home/.dotnet/tools:$PATH
unset ILLOW_REQUIRE_ALL ILLOW_VECTORS
mkdir -p "$work/home/.nuget/NuGet" "$work/reader" "$work/blocks"
if [[ -f $user_config ]]; then cp "$user_config" "$work/home/.nuget/NuGet/"; fi
dotnet nuget add source "$feed" --name local >/dev/null
cd "$work/reader"

# The page's port, unless somebody has it
port=5080
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$(shuf -i 20000-29999 -n 1); done

# Each fenced block as a file NUMBER.LANGUAGE, with the heading it stands under in NUMBER.heading
awk -v folder="$work/blocks" '
  /^```/ && !inside { inside = 1; file = sprintf("%s/%03d.%s", folder, ++n, substr($0, 4)); printf "" > file; print heading > sprintf("%s/%03d.heading", folder, n); next }
  /^```/ { inside = 0; close(file); next }
  inside { print > file; next }
  /^## / { heading = substr($0, 4) }' "$page"

# apply FILE: the changed lines of a block; lines of context have to be there, in that order
apply() {
  local target
  target=$(sed -n '1s/^@@ \(.*\) @@$/\1/p' "$1")
  [[ -f $target ]] || fail "there is no $target to change"
  awk -v block="$1" -v eol="$(grep -q $'\r' "$target" && echo '\r')" '
    BEGIN { getline line < block; while ((getline line < block) > 0) lines[++count] = line; next_line = 1; insert() }
    function insert() { while (next_line <= count && lines[next_line] ~ /^\+/) print substr(lines[next_line++], 2) eol }
    { print; sub(/\r$/, "") }
    next_line <= count && $0 == substr(lines[next_line], 2) { next_line++; insert() }
    END { if (next_line <= count) exit 1 }' "$target" >"$work/changed" || fail "$target has not the lines that the page shows"
  cp "$work/changed" "$target"
}

# run LINE: one command, its output in $work/output and its exit code in $code; the application goes on in the background
run() {
  local line=${1//5080/$port}
  code=0
  echo "\$ $line"
  if [[ $line == 'dotnet run'* ]]; then
    set -m
    bash -c "exec $line" >"$work/app.log" 2>&1 &
    app=$!
    set +m
    for _ in $(seq 600); do
      if grep -q 'Now listening on' "$work/app.log"; then return; fi
      kill -0 "$app" 2>/dev/null || fail "the application ended"
      sleep 0.2
    done
    fail "the application does not listen"
  fi
  bash -c "$line" >"$work/output" 2>&1 </dev/null || code=$?
}

# Figures differ from run to run, and trailing blanks do not count
plain() { tr -d '\r' | sed -E 's/[0-9]+ ms/N ms/; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/KEY/; s/[[:space:]]+$//'; }

# compare FILE: each line that the page shows came
compare() {
  local shown
  shown=$(plain <"$work/output")
  while IFS= read -r line; do
    grep -qxF -- "$(plain <<<"$line")" <<<"$shown" || { cat "$work/output" >&2; fail "the page shows '$line'"; }
  done <"$1"
}

started=$SECONDS commands=0 lines=0 seconds=
for file in "$work"/blocks/*; do
  [[ $file != *.heading ]] || continue
  heading=$(<"${file%.*}.heading")
  if [[ -z $seconds && $heading != "$first" ]]; then
    seconds=$((SECONDS - started))
    echo "First verified event: $commands commands, $lines changed lines, $seconds seconds"
    [[ $commands -le 5 && $lines -le 6 && $seconds -le 180 ]] || fail "more than 5 commands, 6 changed lines or 180 seconds"
  fi
  if [[ $heading == Tests || $heading == 'A handler'* ]]; then stop_app; fi
  case $file in
    *.sh)
      while IFS= read -r line; do
        [[ $heading != "$first" ]] || commands=$((commands + 1))
        run "$line"
        refused=$(printf '%s/%03d.text' "$work/blocks" $((10#$(basename "${file%.*}") + 1)))
        if [[ $code -ne 0 ]] && ! grep -qs '^401' "$refused"; then
          cat "$work/output" >&2
          fail "'$line' ended with $code"
        fi
      done <"$file"
      ;;
    *.diff)
      [[ $heading != "$first" ]] || lines=$((lines + $(grep -c '^+' "$file")))
      apply "$file"
      ;;
    *.csharp)
      target=$(sed -n '1s|^// ||p' "$file")
      tail -n +2 "$file" >"$target"
      ;;
    *.text) compare "$file" ;;
    *) fail "a block in an unknown language: $file" ;;
  esac
done
grep -E '^Passed!' "$work/output" || { cat "$work/output" >&2; fail "no test has passed"; }
