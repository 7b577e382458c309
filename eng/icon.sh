#!/usr/bin/env bash
# Draws the packages' icon, docs/images/icon.png, from docs/images/icon.svg. Needs Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1 --default-background-color=00000000 --window-size=128,128 \
  --screenshot=docs/images/icon.png "file://$PWD/docs/images/icon.svg"
