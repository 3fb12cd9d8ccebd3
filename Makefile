# Everything a person types: run test up bench lint. Needs Python 3.11 to 3.13, make and a C library.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

.PHONY: help run up down test test-full bench lint format docs lock doctor clean

help: ## what can be typed
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The newest suitable Python on the path makes the virtual environment; uv (itself pinned by hash) installs the lock.
$(READY): requirements.lock pyproject.toml
	@set -e; \
	python=""; \
	for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  if "$$candidate" -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11, 3.12 or 3.13 with venv was found on the path." >&2; \
	  echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -c '' 2>/dev/null; then rm -rf $(VENV); "$$python" -m venv $(VENV); fi; \
	echo "Installing the locked packages into $(VENV) (once) …" >&2; \
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock; \
	if $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock; then \
	  $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock; \
	else \
	  $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	touch $(READY)

run: $(READY) ## one complete load through Airflow; ends with a summary
	@$(BIN)/warehouse run

up: $(READY) ## Airflow with scheduler and UI, PostgreSQL, mail sink; Ctrl-C stops it
	@$(BIN)/warehouse up

down: $(READY) ## stop what keeps serving after a run
	@$(BIN)/warehouse down

test: $(READY) ## all tests that need nothing but this virtual environment
	@$(BIN)/python -m pip check --quiet --disable-pip-version-check
	@$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder -m "not full" tests

test-full: $(READY) ## browser, Superset and the native rehearsal of compose as well
	@$(PYTEST) -m full tests

bench: $(READY) ## benchmarks with memory, as ratios measured in one run; ONLY="documents gates"
	@$(BIN)/python benchmarks/run_all.py $(ONLY)

lint: $(READY) ## style, types, layers, suites, SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m warehouse.quality.lint

format: $(READY) ## rewrite to the project's style
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

docs: $(READY) ## dbt's pages on models, columns and lineage, of the newest build (one HTML file)
	@$(BIN)/python -m warehouse.release.docs

lock: $(READY) ## resolve requirements.lock anew
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --quiet --output-file requirements.lock

doctor: $(READY) ## what is wrong with this installation, in words
	@$(BIN)/warehouse doctor

clean: down ## remove the virtual environment; data under var/ stay
	rm -rf $(VENV)
