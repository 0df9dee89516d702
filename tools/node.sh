#!/bin/sh
# Runs npm or node: the system's when it is recent enough, else the one from a Python wheel.
set -eu
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ]; then
  exec "$@"
fi
root=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -x "$root/.venv/bin/node" ]; then
  "$root/.venv/bin/python" -m pip install -q --require-hashes -r "$root/requirements-node.txt"
fi
PATH="$root/.venv/bin:$PATH" exec "$@"
