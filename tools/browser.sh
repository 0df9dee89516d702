#!/bin/sh
# A browser for the roads: the system's Chromium, else Debian's package when root, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium on this machine: installing Debian's package (about 100 MB)."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
[ -n "$(find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -maxdepth 1 -name 'chromium*' 2>/dev/null | head -n 1)" ] && exit 0
echo "No Chromium on this machine: Playwright fetches its own (about 170 MB)."
.venv/bin/python -m playwright install chromium || {
  echo "No browser could be had. Install Chromium (Debian: apt-get install chromium) and run make test again."; exit 2; }
