#!/bin/sh
# Everything: the gate, then all tests on two processes, then the roads.
set -eu
cd "$(dirname "$0")/.."
tools/check.sh
.venv/bin/python -m pytest -n 2 -m "not road and not soak" --ignore=tests/roads --ignore=tests/soak --ignore=tests/house
tools/roads.sh
