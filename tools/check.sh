#!/bin/sh
# The gate of every commit.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff format --check -q .
$bin/ruff check -q .
$bin/lint-imports --no-cache
$bin/mypy
tools/node.sh node_modules/.bin/tsc --noEmit -p tsconfig.json
DATABASE_URL=postgresql://nobody@/none?host=/nowhere DJANGO_SETTINGS_MODULE=chopmark.config.settings CHOPMARK_HOME=build/home \
  $bin/python -W ignore -m django makemigrations --check --dry-run -v 1 >build/migrations.log 2>&1 || { cat build/migrations.log; exit 1; }
$bin/python -m pytest -q -n 0 tests/house
