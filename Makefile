# Two commands are enough: `make run` starts the app, `make test` tests it. Both need Python 3.11 or newer and a
# package registry, nothing else; what they install goes into .venv and is checked against the hashes in this folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check fix lock bench screenshots clean

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export PYTHON ?=
# Nothing that these recipes start may report anywhere or look for a newer version of itself.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_NO_PROGRESS := 1
export UV_LINK_MODE ?= copy

help: ## Show these lines
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-12s %s\n", $$1, $$2 }'

run: $(VENV)/.run ## Install, build the store from data/ where it is missing, and serve on 127.0.0.1:8501
	@exec $(BIN)/bahealth run

test: $(VENV)/.dev ## Install what tests need, a browser too, and run all of them
	@BAHEALTH_BROWSER="$$(.ci/browser)" || exit 1; export BAHEALTH_BROWSER; \
	$(BIN)/python -m pytest -n $${TEST_PROCESSES:-2} --dist loadscope --no-loadscope-reorder

check: $(VENV)/.dev ## Format, lint, types, import contracts, translations, lock; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/code
	.ci/lock --check

fix: $(VENV)/.dev ## Format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.uv ## Write requirements.txt and .ci/requirements.txt from pyproject.toml; what is pinned stays pinned
	.ci/lock

bench: $(VENV)/.dev ## Measure pages in a real browser, a release, and 60 million visits beside pandas and polars
	@BAHEALTH_BROWSER="$$(.ci/browser)" || exit 1; export BAHEALTH_BROWSER; $(BIN)/python -m bench

screenshots: $(VENV)/.dev ## Take the pictures of the README and of a session from the running app
	@BAHEALTH_BROWSER="$$(.ci/browser)" || exit 1; export BAHEALTH_BROWSER; $(BIN)/python -m bench.screenshots; \
	PICTURES_TO=docs/images/cycle $(BIN)/python -m pytest -q tests/browser/test_cycle.py

clean: ## Remove what the recipes installed and cached; the store in var/ stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than what it was made from, so that a later start does nothing.
$(VENV)/.uv: .ci/uv.txt .ci/venv
	@.ci/venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements.txt pyproject.toml
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run .ci/requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r .ci/requirements.txt
	@touch $@
