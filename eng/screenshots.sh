#!/usr/bin/env bash
# Makes docs/images/inspector*.png: runs samples/MvcSample, sends it some deliveries and photographs its inspector with Chromium.
# Usage: eng/screenshots.sh [options of dotnet run, such as --no-build]
set -euo pipefail
cd "$(dirname "$0")/.."
export no_proxy='*'
source eng/sample.sh
start_sample "$@"
inspector=http://127.0.0.1:$port/illow
profile=$output.chromium
trap 'finish; rm -rf "$profile"' EXIT

post() { curl --silent --show-error --fail --output /dev/null --request POST --header 'X-Illow-Inspector: 1' "$inspector/api/$1"; }

# The demo sent three deliveries: two handled, one forged
for event in created updated created; do
  post "samples?registration=dsr-$event&event=dsr.$event&url=/webhooks/illow"
done
line=$(grep '^curl ' "$output")
for _ in 1 2; do bash -c "$line --silent --output /dev/null"; done
curl --silent --output /dev/null "http://127.0.0.1:$port/webhooks/illow"

# photograph NAME FRAGMENT WIDTH HEIGHT [options]
photograph() {
  local name=$1 fragment=$2 width=$3 height=$4
  shift 4
  # As root, which builds in containers are, Chromium runs without its sandbox only
  chromium --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --hide-scrollbars --user-data-dir="$profile" --window-size="$width,$height" --timeout=3000 "$@" \
    --screenshot="docs/images/$name.png" "$inspector/$fragment" >/dev/null 2>&1
}

mkdir -p docs/images
photograph inspector '#delivery-8' 1280 800
photograph inspector-dark '#delivery-3' 1280 800 --blink-settings=preferredColorScheme=0
photograph inspector-map '#map' 1280 800
ls -l docs/images
