#!/usr/bin/env bash
# Makes docs/images/inspector*.png: runs samples/MvcSample, sends it some deliveries and photographs its inspector with Chromium.
# Usage: eng/screenshots.sh [options of dotnet run, such as --no-build]
set -euo pipefail
cd "$(dirname "$0")/.."
export no_proxy='*'

port=$(for candidate in $(shuf -i 20000-29999 -n 20); do
  (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; break; }
done)
inspector=http://localhost:$port/illow
profile=$(mktemp -d)
sample=

# A process group of its own, so that what dotnet run starts ends with it
finish() {
  if [[ -n $sample ]]; then
    kill -- -"$sample" 2>/dev/null || true
    wait "$sample" 2>/dev/null || true
  fi
  rm -rf "$profile"
}
trap finish EXIT

set -m
dotnet run --project samples/MvcSample "$@" -- --urls "http://localhost:$port" >"$profile/output" 2>&1 &
sample=$!
set +m
for _ in $(seq 120); do
  grep -q '^Listening for more' "$profile/output" && break
  kill -0 "$sample" 2>/dev/null || { cat "$profile/output" >&2; exit 1; }
  sleep 1
done

post() { curl --silent --show-error --fail --output /dev/null --request POST --header 'X-Illow-Inspector: 1' "$inspector/api/$1"; }

# The demo sent three deliveries: two handled, one forged
for event in created updated created; do
  post "samples?registration=dsr-$event&event=dsr.$event&url=/webhooks/illow"
done
line=$(grep '^curl ' "$profile/output")
for _ in 1 2; do bash -c "$line --silent --output /dev/null"; done
curl --silent --output /dev/null "http://localhost:$port/webhooks/illow"

# photograph NAME FRAGMENT WIDTH HEIGHT [options]
photograph() {
  local name=$1 fragment=$2 width=$3 height=$4
  shift 4
  # As root, which builds in containers are, Chromium runs without its sandbox only
  chromium --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --hide-scrollbars --user-data-dir="$profile/chromium" --window-size="$width,$height" --timeout=3000 "$@" \
    --screenshot="docs/images/$name.png" "$inspector/$fragment" >/dev/null 2>&1
}

mkdir -p docs/images
photograph inspector '#delivery-8' 1280 800
photograph inspector-dark '#delivery-3' 1280 800 --blink-settings=preferredColorScheme=0
photograph inspector-map '#map' 1280 800
ls -l docs/images
