# Every target in a line or two; long recipes live in tools/.
SHELL := /bin/sh
PYTHONPATH := src
export PYTHONPATH PYTHONUTF8 := 1
bin := .venv/bin

.PHONY: help setup run test check bench soak screenshots lock
help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14
setup: ## fetch and build what run and test need
	@tools/setup.sh test
run: ## serve Chopmark on 127.0.0.1:8000 (PORT=…, LAN=1 for a real phone)
	@tools/setup.sh run
	@exec $(bin)/chopmark serve $(if $(PORT),--port $(PORT)) $(if $(LAN),--lan)
test: setup ## everything: rules, rooms, contracts, then the roads in a real browser
	@tools/test.sh
check: setup ## lint, types, floors, migrations: under two minutes
	@tools/check.sh
bench: setup ## the published figures, beside their conditions: about three quarters of an hour
	@$(bin)/python -m bench
soak: setup ## kill -9 at every question, limits over two processes, 2,000 mutated files: about an hour
	@$(bin)/python -m pytest -p no:randomly -m soak tests/soak
screenshots: setup ## every page, desktop and phone, both languages, into build/screenshots
	@$(bin)/python -m pytest -p no:randomly -p no:xdist -m road tests/roads --screenshots build/screenshots
lock: ## write the hash-pinned requirements anew
	@tools/lock.sh
