#!/usr/bin/env bash
# Draws the pictures of the tool in docs/images: runs it in a terminal of 100 columns against the sample, with its own key.
# Needs util-linux' script. Usage: eng/screenshots.sh
set -euo pipefail
cd "$(dirname "$0")/.."

images=$PWD/docs/images work=$(mktemp -d) sample=
finish() {
  if [[ -n $sample ]]; then
    kill "$sample" 2>/dev/null || true
    wait "$sample" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
mkdir -p "$images" "$work/bin"

dotnet build samples/MvcSample --verbosity quiet --nologo
dotnet build src/Illow.Webhooks.Tool --verbosity quiet --nologo
printf '#!/bin/sh\nexec dotnet %q "$@"\n' "$PWD/src/Illow.Webhooks.Tool/bin/Debug/net10.0/Illow.Webhooks.Tool.dll" >"$work/bin/illow-webhooks"
chmod +x "$work/bin/illow-webhooks"
export PATH=$work/bin:$PATH no_proxy='*'
svg() { dotnet run "$root/eng/terminal-to-svg.cs" -- "$1"; }
root=$PWD
cd "$work"

illow-webhooks keygen --out illow-test >/dev/null
illow-webhooks keygen --out stranger >/dev/null
(cd "$root/samples/MvcSample" && Illow__PublicKeyFile=$work/illow-test.public.pem exec dotnet bin/Debug/net10.0/MvcSample.dll \
  --environment Development --urls http://localhost:5080) >"$work/log" 2>&1 &
sample=$!
for _ in $(seq 100); do
  if grep -q 'Now listening' "$work/log"; then break; fi
  sleep 0.2
done

# shot NAME COMMAND: what a person sees who runs it, without the progress bar that is gone by then
shot() {
  script --quiet --return --command "stty cols 100 rows 50; TERM=xterm-256color $2" /dev/null </dev/null >"$work/$1.ansi" || true
  sed -Ez 's/.*\x1b\[[0-9]*A//; s/.*\x1b\[[0-9]*K//' "$work/$1.ansi" | svg "$2" >"$images/$1.svg"
  echo "docs/images/$1.svg"
}

printf '%s' '{"companyId":"c-1","siteId":"s-1","idempotencyKey":"k-1","metadata":{"id":"dsr-1","legislation":"GDPR"}}' >delivery.json
illow-webhooks sign --body delivery.json --key illow-test.private.pem >signature.txt
printf '%s\n' "$(cat delivery.json)" >logged.json

shot tool-send 'illow-webhooks send dsr.created --url http://localhost:5080/webhooks/illow --key stranger.private.pem'
shot tool-load 'illow-webhooks send dsr.created --url http://localhost:5080/webhooks/illow --key illow-test.private.pem --count 500 --concurrency 16'
shot tool-doctor 'illow-webhooks doctor --body logged.json --signature @signature.txt --key illow-test.public.pem'
shot tool-endpoint 'illow-webhooks doctor --url http://localhost:5080/webhooks/illow'
