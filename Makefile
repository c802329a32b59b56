# The commands of the project; `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
export HOST ?= 127.0.0.1
export PORT ?= 8000
STATIC := $(shell find web/static -type f)

.DEFAULT_GOAL := help
.PHONY: run demo test test-fast test-mysql test-galera torture lint format bench screenshots schema lock clean help

run: ready ## Serve the API, its documentation and the admin on http://HOST:PORT, with a worker
	@echo "Serving on http://$(HOST):$(PORT)/ - Ctrl-C stops it"
	@exec $(BIN)/python -m serving.program

demo: ready ## Add a user `demo` with three years of a household's transactions
	$(BIN)/python manage.py demo

test: .venv/dev ## Run everything: linters, tests on SQLite and MariaDB, the API's contract (SEED)
	@$(BIN)/python -m tools.check $(if $(SEED),--seed $(SEED))

test-fast: .venv/dev ## Run the tests on SQLite alone
	$(BIN)/pytest -q -n auto --dist=worksteal -m "not slow"

test-thorough: .venv/dev ## Run the tests on SQLite with twenty times as many random examples
	$(BIN)/pytest -q -n auto --dist=worksteal --hypothesis-profile=thorough -m "not slow"

test-mysql: .venv/dev ## Run the tests on a real MySQL, which is fetched first
	$(BIN)/python -m tools.mysql $(BIN)/pytest -q -n auto --dist=worksteal

test-galera: .venv/dev ## Run the tests on three Galera nodes, then kill nodes under load for SECONDS (SEED)
	$(BIN)/python -m tools.galera $(BIN)/pytest -q -n auto --dist=worksteal \
		--hypothesis-profile=second-engine -m "database and not one_engine"
	@$(BIN)/python -m tools.torture --cluster $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(SEED),--seed $(SEED))

torture: .venv/dev ## Kill a server under load for SECONDS on each engine; all writes have to be there, once
	@$(BIN)/python -m tools.torture $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(REQUESTS),--requests $(REQUESTS)) $(if $(SEED),--seed $(SEED))

lint: .venv/dev ## Run the linters alone
	@$(BIN)/python -m tools.check lint

format: .venv/dev ## Lay out the code and mend what the linter can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/dev ## Measure, on SQLite and on MariaDB, books of SIZES transactions, and print the table
	$(BIN)/python -m benchmarks $(SIZES)

screenshots: .venv/dev ## Take a picture of every page, on desktop and phone, light and dark, into var/e2e/
	@$(BIN)/python -m tools.screenshots

schema: .venv/dev ## Write the OpenAPI document anew
	$(BIN)/python -m tools.schema

lock: .venv/dev ## Pin the newest versions that requirements*.in allow
	$(BIN)/python -m tools.lock --upgrade

clean: ## Remove what was installed and generated; the data under var/ and .env stay
	rm -rf .venv staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf postman/node_modules var/mysql htmlcov .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# What the commands stand on. Each installed file of requirements leaves a stamp, so that it is
# installed again only when it has changed.

.PHONY: ready
ready: .venv/runtime .env staticfiles/staticfiles.json
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable --verbosity 0

.env:
	@$(PYTHON) -m serving.env_file .

.venv/runtime: requirements.txt
	@$(PYTHON) tools/install.py $<
	@touch $@

.venv/dev: requirements-dev.txt
	@$(PYTHON) tools/install.py $<
	@touch $@

staticfiles/staticfiles.json: .venv/runtime expense_tracker/settings.py $(STATIC) | .env
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
