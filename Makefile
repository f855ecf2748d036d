# Two commands to remember: make run, make test. Everything else is python -m bot and the tools.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: help run test check bench package lock clean
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

run: $(VENV)/.run  ## start Bilancia: in Slack if tokens are set, else in a local workspace on this machine
	@$(PY) -m bot run --or-playground

# Each core takes tests; BILANCIA_NO_SKIPS=1, as in CI, makes a skipped test a failed one.
test: $(VENV)/.dev  ## run every test
	@$(PY) -m pytest -rfEs -n auto --maxprocesses 8 --dist worksteal $(if $(BILANCIA_NO_SKIPS),-p tests.no_skips) $(ARGS)

check: $(VENV)/.dev  ## style, strict types, import contracts, content parity
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m bot check

bench: $(VENV)/.bench  ## measure the budgets, as ratios within one run
	@$(PY) -m tests.bench $(ARGS)

package: $(VENV)/.dev  ## build the wheel, install it into an environment of its own and use it there
	@$(PY) -m tests.cli.package

lock: $(VENV)/.dev  ## write the lock files anew (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev -o requirements-dev.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev --group bench -o requirements-bench.lock

clean:  ## remove what was made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(VENV)/.run: requirements.lock
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run

# The libraries that others use for the same work: measured against, never imported by Bilancia.
$(VENV)/.bench: requirements-bench.lock
	@PYTHON="$(PYTHON)" sh .ci/venv $(VENV) requirements-bench.lock
	@touch $@ $(VENV)/.dev $(VENV)/.run
