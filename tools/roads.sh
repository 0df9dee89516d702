#!/bin/sh
# Every road in a real browser, on two processes with a Chopmark each; then what all of them saw.
set -eu
cd "$(dirname "$0")/.."
rm -rf build/roads
.venv/bin/python -m pytest -p no:randomly -n 2 --dist loadfile -m road tests/roads
.venv/bin/python -m pytest -p no:randomly -n 0 -m afterwards tests/roads
