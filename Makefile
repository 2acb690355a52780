# Commands of this project; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run manage demo-users test test-fast bars bench check format messages lock reset install install-dev

# The first of these that is new enough; PYTHON=... chooses another.
PYTHON ?= $(or $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name)))),python3)
VENV := .venv/bin
COMPILE := $(VENV)/uv pip compile pyproject.toml --extra site --extra local --universal --python-version 3.11 \
	--generate-hashes --no-header --quiet
CORES := $(shell getconf _NPROCESSORS_ONLN)
# One more than there are processors: somebody always waits for a server to start or a page to load.
WORKERS ?= $(shell expr $(CORES) + 1)

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: install ## Start the site on http://127.0.0.1:8000 with all it needs (PORT=8001 for another port)
	@exec $(VENV)/python -m cms.local run

manage: install ## Run a management command on the same servers: make manage ARGS="check_integrity"
	@$(VENV)/python -m cms.local manage $(ARGS)

demo-users: install ## Show the demo sign-ins of this installation
	@$(VENV)/python -m cms.local manage demo_users

reset: install ## Delete all data of this installation (asks for CONFIRM=yes)
	@$(VENV)/python -m cms.local reset $(CONFIRM)

# Otherwise every process of the tests would compile every module again.
test test-fast bars: export PYTHONDONTWRITEBYTECODE :=

test: install-dev ## The whole test suite, in parallel (ARGS="-k name" for some of it)
	@$(VENV)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-fast: install-dev ## The tests that need no browser, start no servers and walk no whole site
	@$(VENV)/pytest -n $(CORES) --dist worksteal -m "not browser and not race and not crash and not slow" $(ARGS)

bars: install-dev ## The reliability bars at full size; goes on where it stopped (ARGS="--again" starts over)
	@$(VENV)/python -m tests.bars $(ARGS)

bench: install-dev ## Measure speed against the machine's own floor
	@$(VENV)/python -m bench $(ARGS)

check: install-dev ## Format, lint, types, import contracts, migrations, templates, size budgets, own lints
	@$(VENV)/python .ci/checks/run.py $(ARGS)

format: install-dev ## Put code and templates into shape
	@$(VENV)/ruff check --fix-only --quiet . && $(VENV)/ruff format --quiet .
	@$(VENV)/djhtml templates $(wildcard */templates */*/templates) >/dev/null 2>&1 || true

messages: install-dev ## List the interface's words in the catalogues of translations, and compile those
	@$(VENV)/python .ci/checks/messages.py

lock: install-dev ## Choose package versions anew within pyproject.toml and write both locks
	@$(COMPILE) --extra dev $(ARGS) --output-file requirements-dev.txt
	@$(COMPILE) --constraint requirements-dev.txt $(ARGS) --output-file requirements.txt

install:
	@$(PYTHON) cms/local/bootstrap.py runtime

install-dev:
	@$(PYTHON) cms/local/bootstrap.py dev
