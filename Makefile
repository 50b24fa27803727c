# The index of habits. `make demo` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1

.PHONY: help demo test lint types docs lock clean

help: ## Show what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/runtime.done: requirements/runtime.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: $(VENV)/runtime.done requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(VENV)/runtime.done ## Rehearse a whole campaign on loopback, then serve it (SERVE=0 ends by itself)
	$(BIN)/campaign demo $(if $(filter 0,$(SERVE)),--no-serve,)

test: $(VENV)/dev.done lint types docs ## Everything that CI runs
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.done
	$(BIN)/mypy

docs: $(VENV)/dev.done ## Check that the documentation says what the program does
	$(BIN)/cog --check README.md docs/*.md

lock: ## Make the lock files anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml requirements/build.in -o requirements/runtime.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml requirements/build.in --group dev -c requirements/runtime.lock -o requirements/dev.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml requirements/build.in --group learn -c requirements/runtime.lock -o requirements/learn.lock

clean: ## Remove what the above made
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
